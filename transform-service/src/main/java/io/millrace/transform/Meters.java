package io.millrace.transform.receive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.contract.message.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** All meters of the transform service. */
@ApplicationScoped
public class Meters {
    private final MeterRegistry registry;
    private final Timer duration;

    Meters(MeterRegistry registry) {
        this.registry = registry;
        duration = Timer.builder("millrace.transform.duration")
                .description("Time to make a row batch of a work unit")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    /** @param payload bytes that the unit carried */
    void transformed(String dataset, int payload, Rows rows, Duration took) {
        duration.record(took);
        counter("millrace.units", "Work units transformed", dataset).increment();
        counter("millrace.bytes", "Bytes of input transformed", dataset).increment(payload);
        rows(dataset, "parsed").increment(rows.getCount());
        rows(dataset, "rejected").increment(rows.getRejectsCount());
    }

    /** A job that had to be stopped. */
    void stopped(String dataset) {
        counter("millrace.stops", "Jobs stopped because a unit could not be transformed", dataset)
                .increment();
    }

    private Counter counter(String name, String description, String dataset) {
        return Counter.builder(name)
                .description(description)
                .tag("dataset", dataset)
                .register(registry);
    }

    private Counter rows(String dataset, String outcome) {
        return Counter.builder("millrace.rows")
                .description("Rows by outcome: parsed, rejected")
                .tag("dataset", dataset)
                .tag("outcome", outcome)
                .register(registry);
    }
}
