package io.millrace.transform;

import io.millrace.transform.batch.StreamTransformer;
import io.millrace.transform.batch.Transformer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The pure core, with this service's limits. */
class Transformers {
    /** Above it a slice of a stream is cut in two; one row more must still fit into a Kafka message. */
    private static final int MAX_STREAM_BATCH = 8 << 20;

    @Produces
    @Singleton
    Transformer ofUnits(TransformConfig config) {
        return new Transformer(Math.toIntExact(config.maxBatch().asLongValue()));
    }

    @Produces
    @Singleton
    StreamTransformer ofStreams(TransformConfig config) {
        return new StreamTransformer(
                MAX_STREAM_BATCH, Math.toIntExact(config.records().maxRecord().asLongValue()));
    }
}
