package io.millrace.partition.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.partition.Growth;
import io.millrace.api.partition.PartitionStats;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthRateTest {
    private static PartitionStats stats(String at, long rows, long bytes) {
        return new PartitionStats(Instant.parse(at), 3, rows, bytes, rows, bytes, null, null);
    }

    @Test
    void growthIsFromTheFirstToTheLast() {
        Growth growth = GrowthRate.of(
                "d",
                List.of(
                        stats("2026-01-01T00:00:00Z", 100, 1000),
                        stats("2026-01-02T00:00:00Z", 900, 5000),
                        stats("2026-01-03T12:00:00Z", 350, 500)));
        assertThat(growth.rowsPerDay()).isEqualTo(100);
        assertThat(growth.bytesPerDay()).isEqualTo(-200);
    }

    @Test
    void tooLittleTimeTellsNothing() {
        PartitionStats first = stats("2026-01-01T00:00:00Z", 100, 1000);
        assertThat(GrowthRate.of("d", List.of(first, stats("2026-01-01T00:59:00Z", 900, 5000)))
                        .rowsPerDay())
                .isNull();
        assertThat(GrowthRate.of("d", List.of()).bytesPerDay()).isNull();
    }
}
