package io.millrace.transform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.contract.message.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** All meters of the transform service. */
@ApplicationScoped
public class TransformMeters {
    private final MeterRegistry registry;
    private final Timer duration;

    TransformMeters(MeterRegistry registry) {
        this.registry = registry;
        duration = Timer.builder("millrace.transform.duration")
                .description("Time to make a row batch of a work unit")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    public void transformed(String dataset, long payload, Rows rows, Duration took) {
        transformed(dataset, payload, List.of(rows), took);
    }

    /**
     * @param payload bytes that the unit, or the slice of a stream, carried
     * @param all what became of it
     */
    public void transformed(String dataset, long payload, List<Rows> all, Duration took) {
        duration.record(took);
        counter("millrace.units", "Work units transformed; of a stream its slices", dataset)
                .increment();
        counter("millrace.bytes", "Bytes of input transformed", dataset).increment(payload);
        for (Rows rows : all) {
            rows(dataset, "parsed").increment(rows.getCount());
            rows(dataset, "rejected").increment(rows.getRejectsCount());
        }
    }

    /** A reader of a stream that starts again after a failure. */
    public void failed(String dataset) {
        counter("millrace.stream.failures", "Readers of streams that failed and started again", dataset)
                .increment();
    }

    /** A topic of records that was deleted and made anew. */
    public void replaced(String dataset) {
        counter("millrace.stream.replaced", "Partitions of topics of records that were deleted and made anew", dataset)
                .increment();
    }

    /** Declares the gauges of the streams that this replica reads. */
    public void streams(
            Supplier<Number> reading, Supplier<Number> stopped, Supplier<Number> parked, Supplier<Number> bytesHeld) {
        Gauge.builder("millrace.streams.reading", reading)
                .description("Partitions of topics of records that this replica reads")
                .register(registry);
        Gauge.builder("millrace.streams.stopped", stopped)
                .description("Partitions of topics of records that stopped and need a person")
                .register(registry);
        Gauge.builder("millrace.streams.parked", parked)
                .description("Partitions of topics of records that wait for a parked slice")
                .register(registry);
        Gauge.builder("millrace.streams.bytes", bytesHeld)
                .description("Bytes of records held in memory and not sent")
                .baseUnit("bytes")
                .register(registry);
    }

    /** Declares a dataset's lag; asked for again and again, declared once. */
    public void lag(String dataset, ToDoubleFunction<String> records) {
        Gauge.builder("millrace.stream.lag", dataset, records)
                .description("Records, holes included, between what is in PostgreSQL and the end of the topic; of the"
                        + " partitions that this replica reads")
                .baseUnit("records")
                .tag("dataset", dataset)
                .register(registry);
    }

    /** A unit of which no rows could be made. @param dataset empty when the unit does not tell */
    public void parked(String dataset) {
        counter("millrace.units.parked", "Work units of which no rows could be made, and which are parked", dataset)
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
