package io.millrace.loader;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** All meters of the loader. */
@Singleton
public class LoaderMeters {
    private final MeterRegistry registry;
    private final DistributionSummary batchRows;
    private final Timer batchDuration;
    private final Timer copyDuration;
    private final Timer poolWait;
    private final Counter bisects;
    private final Counter retries;
    private final Counter gaps;
    private final Counter bytes;
    private final MultiGauge parkedUnits;

    public LoaderMeters(MeterRegistry registry) {
        this.registry = registry;
        batchRows = DistributionSummary.builder("millrace.batch.rows")
                .description("Rows loaded by one transaction")
                .baseUnit("rows")
                .serviceLevelObjectives(100, 1_000, 10_000, 20_000, 50_000, 100_000)
                .register(registry);
        batchDuration = timer("millrace.batch.duration", "Time of one load transaction, from BEGIN to COMMIT");
        copyDuration = timer("millrace.copy.duration", "Time of one COPY of rows");
        poolWait = timer("millrace.pool.wait", "Time that a load waited for a connection of the pool");
        bisects = counter("millrace.bisects", "Groups of batches that were searched for rows the database refuses");
        retries = counter("millrace.retries", "Attempts that failed for a passing reason and were made again");
        gaps = counter(
                "millrace.stream.gaps",
                "Slices of streams whose predecessor did not come, so that the stream is read again from its position");
        bytes = Counter.builder("millrace.bytes")
                .description("Bytes of row batches taken from Kafka and committed")
                .baseUnit("bytes")
                .register(registry);
        parkedUnits = MultiGauge.builder("millrace.parked")
                .description("Work units that are parked at present")
                .register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** @param outcome loaded, rejected, duplicate, dropped or unchanged */
    public void rows(String dataset, String outcome, long rows) {
        Counter.builder("millrace.rows")
                .description("Rows by dataset and by what became of them: loaded, rejected, duplicate (the unit came"
                        + " again), dropped (its job had ended; of a stream: it will be read again); unchanged: those of"
                        + " the loaded that found their key and left the row as it was")
                .tag("dataset", dataset)
                .tag("outcome", outcome)
                .register(registry)
                .increment(rows);
    }

    /** @param outcome loaded, duplicate or dropped */
    public void unit(String dataset, String outcome) {
        Counter.builder("millrace.units")
                .description("Work units by dataset and by what became of them")
                .tag("dataset", dataset)
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    /** @param sinceReceived from the cut of the unit by ingest, or the oldest record's timestamp, to the commit */
    public void freshness(String dataset, Duration sinceReceived) {
        Timer.builder("millrace.freshness")
                .description("Time from ingest's cut of a unit, or a record's timestamp, to the commit of its rows")
                .tag("dataset", dataset)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(10))
                .maximumExpectedValue(Duration.ofHours(1))
                .register(registry)
                .record(sinceReceived);
    }

    public void batch(long rows, Duration transaction) {
        batchRows.record(rows);
        batchDuration.record(transaction);
    }

    public void bytes(long count) {
        bytes.increment(count);
    }

    public void copy(Duration duration) {
        copyDuration.record(duration);
    }

    public void poolWait(Duration duration) {
        poolWait.record(duration);
    }

    public void bisect() {
        bisects.increment();
    }

    public void retry() {
        retries.increment();
    }

    public void gap() {
        gaps.increment();
    }

    /** A unit that was parked, or parked again. @param dataset empty when the unit does not tell */
    public void parked(String dataset) {
        Counter.builder("millrace.parkings")
                .description("How often a work unit was parked, or parked again after another attempt")
                .tag("dataset", dataset)
                .register(registry)
                .increment();
    }

    /** @param counts how many units are parked at present, by dataset */
    public void parkedNow(Map<String, Long> counts) {
        parkedUnits.register(
                counts.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(Tags.of("dataset", entry.getKey()), entry.getValue()))
                        .toList(),
                true);
    }

    /** Declares the gauges of what is held: bytes in memory, retrying partitions. */
    public void held(Supplier<Number> bytesHeld, Supplier<Number> retrying) {
        Gauge.builder("millrace.loader.queue.bytes", bytesHeld)
                .description("Bytes of row batches held in memory and not committed")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("millrace.loader.partitions.retrying", retrying)
                .description("Kafka partitions whose load fails for a passing reason and is tried again")
                .register(registry);
    }
}
