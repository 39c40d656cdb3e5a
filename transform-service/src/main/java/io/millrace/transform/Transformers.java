package io.millrace.transform;

import io.millrace.transform.slice.StreamTransformer;
import io.millrace.transform.unit.UnitTransformer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** The pure core, with this service's limits. */
class Transformers {
    private static final Logger LOG = Logger.getLogger(Transformers.class);

    /** Above it a slice of a stream is cut in two; one row more still fits into a Kafka message. */
    private static final int MAX_STREAM_BATCH = 8 << 20;

    @Produces
    @Singleton
    UnitTransformer ofUnits(TransformConfig config) {
        return new UnitTransformer(Math.toIntExact(config.maxBatch().asLongValue()), Transformers::tell);
    }

    @Produces
    @Singleton
    StreamTransformer ofStreams(TransformConfig config) {
        return new StreamTransformer(
                MAX_STREAM_BATCH, Math.toIntExact(config.records().maxRecord().asLongValue()), Transformers::tell);
    }

    private static void tell(Throwable fault) {
        LOG.errorf(fault, "a record is a reject by a fault of Millrace; please report it");
    }
}
