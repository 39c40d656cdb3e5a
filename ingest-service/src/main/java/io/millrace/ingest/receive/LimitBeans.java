package io.millrace.ingest.receive;

import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.split.Limits;
import io.millrace.ingest.unpack.UnpackLimits;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The configured limits as the pure parts take them; a bad value ends the start with its name. */
class LimitBeans {
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
