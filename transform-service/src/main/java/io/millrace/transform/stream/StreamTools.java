package io.millrace.transform.consume;

import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.transform.Meters;
import io.millrace.transform.TransformConfig;
import io.millrace.transform.batch.StreamTransformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What all readers work with. */
@ApplicationScoped
class StreamTools {
    /** Bytes that a record may have beside its value: key, headers, the framing of a batch of records. */
    private static final int OVERHEAD = 64 << 10;

    private final RecordTopics topics;
    private final Positions positions;
    private final StreamBatches batches;
    private final DatasetCatalog catalog;
    private final Meters meters;
    private final StreamTransformer transformer;
    private final ChunkQueue.Limits limits;
    private final long maxAhead;
    private final int maxMessage;
    private final Clock clock = Clock.systemUTC();

    StreamTools(
            RecordTopics topics,
            Positions positions,
            StreamBatches batches,
            DatasetCatalog catalog,
            Meters meters,
            StreamTransformer transformer,
            TransformConfig config,
            @ConfigProperty(name = "mp.messaging.outgoing.batches.max.request.size") int maxRequest) {
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
        maxMessage = maxRequest - OVERHEAD;
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

    /** Bytes of a batch that Kafka takes. */
    int maxMessage() {
        return maxMessage;
    }

    /** Microseconds since 1970-01-01T00:00:00Z. */
    long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
