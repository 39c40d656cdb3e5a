package io.millrace.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** All meters of the ingest service. */
@Singleton
public class IngestMeters {
    private final MeterRegistry registry;
    private final AtomicInteger receiving = new AtomicInteger();

    public IngestMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("millrace.uploads.receiving", receiving, AtomicInteger::get)
                .description("Uploads whose bodies are being received now")
                .register(registry);
    }

    /** An upload's body begins. */
    public void begun() {
        receiving.incrementAndGet();
    }

    /** @param outcome {@code received}, {@code refused} before its first unit, or {@code broken_off} */
    public void ended(String dataset, String outcome, Duration took) {
        receiving.decrementAndGet();
        Timer.builder("millrace.upload.duration")
                .description("Time from an upload's first byte to its answer")
                .tag("dataset", dataset)
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(5))
                .maximumExpectedValue(Duration.ofMinutes(30))
                .register(registry)
                .record(took);
    }

    /** A unit that Kafka has acknowledged, or that the ledger has already. */
    public void unit(String dataset, boolean published) {
        Counter.builder("millrace.units")
                .description("Work units cut from uploads: published, or skipped because the ledger has them")
                .tag("dataset", dataset)
                .tag("outcome", published ? "published" : "skipped")
                .register(registry)
                .increment();
    }

    /** Unpacked bytes of a unit. */
    public void bytes(String dataset, long bytes) {
        Counter.builder("millrace.bytes")
                .description("Bytes of uploads, unpacked, that were cut into units")
                .baseUnit("bytes")
                .tag("dataset", dataset)
                .register(registry)
                .increment(bytes);
    }
}
