package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names and defaults are what installations rely on. */
class IngestConfigTest {
    private static IngestConfig with(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(IngestConfig.class)
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(values)
                .build();
        return config.getConfigMapping(IngestConfig.class);
    }

    @Test
    void defaults() {
        IngestConfig config = with(Map.of());
        assertThat(config.unit().records()).isEqualTo(10_000);
        assertThat(config.unit().bytes().asLongValue()).isEqualTo(1 << 20);
        assertThat(config.recordLimit().asLongValue()).isEqualTo(4 << 20);
        assertThat(config.headerLimit()).isEqualTo(16_000);
        assertThat(config.wireLimit().asLongValue()).isEqualTo(1L << 40);
        assertThat(config.unpackedLimit().asLongValue()).isEqualTo(1L << 42);
        assertThat(config.ratioLimit()).isEqualTo(250);
        assertThat(config.uploads()).isEqualTo(24);
        assertThat(config.progress().bytes().asLongValue()).isEqualTo(64 << 10);
        assertThat(config.progress().within()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.publish().inFlight()).isEqualTo(8);
        assertThat(config.publish().buffer().asLongValue()).isEqualTo(32 << 20);
        assertThat(config.status().lookupTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.status().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.status().waitInterval()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.status().longestWait()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.status().remembered()).isEqualTo(10_000);
        assertThat(config.status().rememberedFor()).isEqualTo(Duration.ofHours(1));
        assertThat(config.publish().timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.publish().blockTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void names() {
        IngestConfig config = with(Map.ofEntries(
                Map.entry("millrace.ingest.unit.records", "1"),
                Map.entry("millrace.ingest.unit.bytes", "2"),
                Map.entry("millrace.ingest.record-limit", "3"),
                Map.entry("millrace.ingest.header-limit", "4"),
                Map.entry("millrace.ingest.wire-limit", "5"),
                Map.entry("millrace.ingest.unpacked-limit", "6"),
                Map.entry("millrace.ingest.ratio-limit", "7"),
                Map.entry("millrace.ingest.uploads", "8"),
                Map.entry("millrace.ingest.progress.bytes", "12"),
                Map.entry("millrace.ingest.progress.within", "13s"),
                Map.entry("millrace.ingest.publish.in-flight", "9"),
                Map.entry("millrace.ingest.publish.buffer", "10"),
                Map.entry("millrace.ingest.status.remembered", "11")));
        assertThat(config.unit().records()).isEqualTo(1);
        assertThat(config.unit().bytes().asLongValue()).isEqualTo(2);
        assertThat(config.recordLimit().asLongValue()).isEqualTo(3);
        assertThat(config.headerLimit()).isEqualTo(4);
        assertThat(config.wireLimit().asLongValue()).isEqualTo(5);
        assertThat(config.unpackedLimit().asLongValue()).isEqualTo(6);
        assertThat(config.ratioLimit()).isEqualTo(7);
        assertThat(config.uploads()).isEqualTo(8);
        assertThat(config.progress().bytes().asLongValue()).isEqualTo(12);
        assertThat(config.progress().within()).isEqualTo(Duration.ofSeconds(13));
        assertThat(config.publish().inFlight()).isEqualTo(9);
        assertThat(config.publish().buffer().asLongValue()).isEqualTo(10);
        assertThat(config.status().remembered()).isEqualTo(11);
    }
}
