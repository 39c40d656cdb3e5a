package io.millrace.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransformConfigTest {
    @Test
    void namesAndDefaults() {
        TransformConfig defaults = config(Map.of());
        assertThat(defaults.inFlight()).isEqualTo(2);
        assertThat(defaults.datasetWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(defaults.maxBatch().asBigInteger()).isEqualTo(BigInteger.valueOf(12 << 20));
        TransformConfig.RecordsConfig records = defaults.records();
        assertThat(records.group()).isEqualTo("millrace-transform-records");
        assertThat(records.enoughRecords()).isEqualTo(10_000);
        assertThat(records.mostBytes().asLongValue()).isEqualTo(1 << 20);
        assertThat(records.linger()).isEqualTo(Duration.ofMillis(100));
        assertThat(records.maxRecord().asLongValue()).isEqualTo(1 << 20);
        assertThat(records.buffer().asLongValue()).isEqualTo(24 << 20);
        assertThat(records.maxAhead()).isEqualTo(1_000_000);
        assertThat(records.look()).isEqualTo(Duration.ofSeconds(1));
        assertThat(records.metadataAge()).isEqualTo(Duration.ofSeconds(10));

        TransformConfig changed = config(Map.of(
                "millrace.transform.in-flight", "3",
                "millrace.transform.dataset-wait", "5s",
                "millrace.transform.max-batch", "1M"));
        assertThat(changed.inFlight()).isEqualTo(3);
        assertThat(changed.datasetWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(changed.maxBatch().asBigInteger()).isEqualTo(BigInteger.valueOf(1 << 20));
    }

    private static TransformConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .addDiscoveredConverters()
                .withMapping(TransformConfig.class)
                .build()
                .getConfigMapping(TransformConfig.class);
    }
}
