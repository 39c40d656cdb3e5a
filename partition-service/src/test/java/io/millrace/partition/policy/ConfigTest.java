package io.millrace.partition.policy;

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
                .isEqualTo(new TreeMap<>(Map.of(
                        "millrace.partition.every", "1h",
                        "millrace.partition.lock-timeout", "2s",
                        "millrace.partition.lock-attempts", "10",
                        "millrace.partition.lock-backoff", "200ms",
                        "millrace.topics.partitions", "6",
                        "millrace.topics.replication", "-1",
                        "millrace.topics.retention", "7d",
                        "millrace.topics.max-message", "17M",
                        "millrace.topics.reconcile-every", "30s")));
    }
}
