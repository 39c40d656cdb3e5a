package io.millrace.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
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
                .containsExactlyEntriesOf(new TreeMap<>(java.util.Map.of(
                        "millrace.loader.batch.enough-rows", "10000",
                        "millrace.loader.batch.most-bytes", "4M",
                        "millrace.loader.batch.linger", "50ms",
                        "millrace.loader.queue.most-bytes", "64M",
                        "millrace.loader.retry.first", "200ms",
                        "millrace.loader.retry.most", "15s",
                        "millrace.loader.partition.lock-timeout", "3s",
                        "millrace.loader.original.timeout", "10s",
                        "millrace.loader.stream.gap-wait", "10s")));
    }
}
