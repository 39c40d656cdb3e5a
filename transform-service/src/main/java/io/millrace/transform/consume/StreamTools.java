package io.millrace.transform.consume;

import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.transform.Meters;
import io.millrace.transform.TransformConfig;
import io.millrace.transform.batch.StreamTransformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What all readers work with. */
@ApplicationScoped
class StreamTools {
    private final RecordTopics topics;
    private final Positions positions;
    private final StreamBatches batches;
    private final DatasetCatalog catalog;
    private final Meters meters;
    private final StreamTransformer transformer;
    private final ChunkQueue.Limits limits;
    private final long maxAhead;
    private final Clock clock = Clock.systemUTC();

    StreamTools(
            RecordTopics topics,
            Positions positions,
            StreamBatches batches,
            DatasetCatalog catalog,
            Meters meters,
            StreamTransformer transformer,
            TransformConfig config) {
        this.topics = topics;
        this.positions = positions;
        this.batches = batches;
        this.catalog = catalog;
        this.meters = meters;
        TransformConfig.RecordsConfig records = config.records();
        this.transformer = transformer;
        limits = new ChunkQueue.Limits(
                records.enoughRecords(),
                records.mostBytes().asLongValue(),
                records.linger().toNanos());
        maxAhead = records.maxAhead();
    }

    RecordTopics topics() {
        return topics;
    }

    Positions positions() {
        return positions;
    }

    StreamBatches batches() {
        return batches;
    }

    DatasetCatalog catalog() {
        return catalog;
    }

    Meters meters() {
        return meters;
    }

    StreamTransformer transformer() {
        return transformer;
    }

    ChunkQueue.Limits limits() {
        return limits;
    }

    long maxAhead() {
        return maxAhead;
    }

    /** Microseconds since 1970-01-01T00:00:00Z. */
    long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
