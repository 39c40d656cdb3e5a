package io.millrace.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;

/** Names and defaults are an interface: whoever changes one, changes it here too. */
class ConfigTest {
    @Test
    void namesAndDefaults() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverters(new Converter<?>[] {new MemorySizeConverter(), new DurationConverter()})
                .withMapping(PartitionConfig.class)
                .withMapping(TopicsConfig.class)
                .build();
        Map<String, String> actual = new TreeMap<>();
        config.getPropertyNames().forEach(name -> {
            if (name.startsWith("millrace.")) {
                actual.put(name, config.getRawValue(name));
            }
        });
        assertThat(actual)
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("millrace.partition.every", "1h"),
                        Map.entry("millrace.partition.lock-timeout", "2s"),
                        Map.entry("millrace.partition.lock-attempts", "10"),
                        Map.entry("millrace.partition.lock-backoff", "200ms"),
                        Map.entry("millrace.partition.archive.every", "10m"),
                        Map.entry("millrace.partition.archive.s3.region", "us-east-1"),
                        Map.entry("millrace.partition.archive.s3.path-style", "false"),
                        Map.entry("millrace.partition.analyze-every", "1d"),
                        Map.entry("millrace.partition.rows.at-once", "4"),
                        Map.entry("millrace.partition.rows.statement-timeout", "60s"),
                        Map.entry("millrace.partition.rows.idle-timeout", "5m"),
                        Map.entry("millrace.partition.parquet.memory", "128M"),
                        Map.entry("millrace.partition.stats.every", "1h"),
                        Map.entry("millrace.partition.stats.keep", "400d"),
                        Map.entry("millrace.partition.connection-timeout", "10s"),
                        Map.entry("millrace.partition.migration.at-once", "2"),
                        Map.entry("millrace.partition.migration.workers", "2"),
                        Map.entry("millrace.partition.migration.batch", "300ms"),
                        Map.entry("millrace.partition.migration.swap-rows", "2000"),
                        Map.entry("millrace.partition.migration.resume-every", "10s"),
                        Map.entry("millrace.topics.partitions", "6"),
                        Map.entry("millrace.topics.replication", "-1"),
                        Map.entry("millrace.topics.retention", "7d"),
                        Map.entry("millrace.topics.max-message", "17M"),
                        Map.entry("millrace.topics.reconcile-every", "30s"),
                        Map.entry("millrace.topics.records.partitions", "3"),
                        Map.entry("millrace.topics.records.replication", "-1"),
                        Map.entry("millrace.topics.records.retention", "7d"),
                        Map.entry("millrace.topics.records.max-record", "1M"))));
    }
}
