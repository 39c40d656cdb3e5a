package io.millrace.partition.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** All meters of the partition service. */
@ApplicationScoped
public class PartitionMeters {
    private final Map<String, Integer> ahead = new ConcurrentSkipListMap<>();
    private final AtomicLong lastSuccess = new AtomicLong();
    private final MeterRegistry registry;
    private final MultiGauge partitionsAhead;
    private final Counter created;
    private final Counter failures;
    private final Counter retries;
    private final Timer maintenance;

    PartitionMeters(MeterRegistry registry) {
        this.registry = registry;
        partitionsAhead = MultiGauge.builder("millrace.partitions.ahead")
                .description(
                        "Partitions that begin after now, by dataset; as the last maintenance of this replica saw it")
                .register(registry);
        created = Counter.builder("millrace.partitions.created")
                .description("Partitions made by this service; those made on demand count at the loader")
                .register(registry);
        failures = Counter.builder("millrace.maintenance.failures")
                .description("Changes that could not be carried out; the next maintenance tries them again")
                .register(registry);
        retries = Counter.builder("millrace.retries")
                .description("Attempts repeated because something was busy or away")
                .tag("cause", "lock")
                .register(registry);
        maintenance = Timer.builder("millrace.maintenance.duration")
                .description("Duration of a maintenance of all datasets")
                .register(registry);
        Gauge.builder("millrace.maintenance.last.success", lastSuccess, AtomicLong::get)
                .description(
                        "When this replica last maintained all datasets without a failure, as Unix time; 0 if never")
                .baseUnit("seconds")
                .register(registry);
    }

    public void ahead(String dataset, int partitions) {
        ahead.put(dataset, partitions);
        publishAhead();
    }

    public void forget(String dataset) {
        ahead.remove(dataset);
        publishAhead();
    }

    public void created(int partitions) {
        created.increment(partitions);
    }

    public void failed() {
        failures.increment();
    }

    /** @param state that a partition on its way out of its table, or back, has come to */
    public void reached(String state) {
        Counter.builder("millrace.expiry.steps")
                .description("Partitions that came to a state on their way out of their table, or back")
                .tag("state", state)
                .register(registry)
                .increment();
    }

    public void lockRetry() {
        retries.increment();
    }

    public void maintained(Duration duration) {
        maintenance.record(duration);
    }

    public void succeeded(Instant when) {
        lastSuccess.set(when.getEpochSecond());
    }

    private void publishAhead() {
        partitionsAhead.register(
                ahead.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(Tags.of("dataset", entry.getKey()), entry.getValue()))
                        .toList(),
                true);
    }
}
