package io.millrace.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Names and defaults are an interface: changing one is a decision. */
class LoaderConfigTest {
    @Test
    void namesAndDefaults() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LoaderConfig.class)
                .build();
        var found = new TreeMap<String, String>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith("millrace.")) {
                found.put(name, config.getRawValue(name));
            }
        }
        assertThat(found)
                .containsExactlyEntriesOf(new TreeMap<>(Map.ofEntries(
                        Map.entry("millrace.loader.batch.enough-rows", "10000"),
                        Map.entry("millrace.loader.batch.most-bytes", "4M"),
                        Map.entry("millrace.loader.batch.linger", "50ms"),
                        Map.entry("millrace.loader.queue.most-bytes", "64M"),
                        Map.entry("millrace.loader.retry.first", "200ms"),
                        Map.entry("millrace.loader.retry.most", "15s"),
                        Map.entry("millrace.loader.partition.lock-timeout", "3s"),
                        Map.entry("millrace.loader.partition.most-an-hour", "1000"),
                        Map.entry("millrace.loader.partition.at-once", "3s"),
                        Map.entry("millrace.loader.parked.first", "5s"),
                        Map.entry("millrace.loader.parked.most", "15m"),
                        Map.entry("millrace.loader.parked.look", "1s"),
                        Map.entry("millrace.loader.parked.most-bytes", "2G"),
                        Map.entry("millrace.loader.original.timeout", "10s"),
                        Map.entry("millrace.loader.stream.gap-wait", "10s"))));
    }
}
