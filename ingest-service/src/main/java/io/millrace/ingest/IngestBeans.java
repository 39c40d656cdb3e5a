package io.millrace.ingest;

import io.millrace.ingest.split.Limits;
import io.millrace.ingest.unpack.UnpackLimits;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The clock that the service goes by, and the configured limits as the pure parts take them: a bad one ends the start. */
class IngestBeans {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Limits limits(IngestConfig config) {
        return new Limits(
                config.unit().records(),
                Math.toIntExact(config.unit().bytes().asLongValue()),
                Math.toIntExact(config.recordLimit().asLongValue()));
    }

    @Produces
    @Singleton
    UnpackLimits unpackLimits(IngestConfig config) {
        return new UnpackLimits(
                config.wireLimit().asLongValue(), config.unpackedLimit().asLongValue(), config.ratioLimit());
    }
}
