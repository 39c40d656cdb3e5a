package io.millrace.transform.stream;

import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.transform.TransformConfig;
import io.millrace.transform.TransformMeters;
import io.millrace.transform.position.StreamPositions;
import io.millrace.transform.position.TopicFacts;
import io.millrace.transform.slice.StreamTransformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What all readers work with. */
@ApplicationScoped
public class StreamTools {
    /** Bytes that a record may have beside its value: key, headers, the framing of a batch of records. */
    private static final int OVERHEAD = 64 << 10;

    private final TopicFacts topics;
    private final StreamPositions positions;
    private final StreamBatches batches;
    private final DatasetCatalog catalog;
    private final TransformMeters meters;
    private final StreamTransformer transformer;
    private final SliceGathering.Limits limits;
    private final long maxAhead;
    private final int maxMessage;
    private final Clock clock = Clock.systemUTC();

    StreamTools(
            TopicFacts topics,
            StreamPositions positions,
            StreamBatches batches,
            DatasetCatalog catalog,
            TransformMeters meters,
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
        limits = new SliceGathering.Limits(
                records.enoughRecords(),
                records.mostBytes().asLongValue(),
                records.linger().toNanos());
        maxAhead = records.maxAhead();
        maxMessage = maxRequest - OVERHEAD;
    }

    public TopicFacts topics() {
        return topics;
    }

    public StreamPositions positions() {
        return positions;
    }

    StreamBatches batches() {
        return batches;
    }

    public DatasetCatalog catalog() {
        return catalog;
    }

    public TransformMeters meters() {
        return meters;
    }

    StreamTransformer transformer() {
        return transformer;
    }

    SliceGathering.Limits limits() {
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
