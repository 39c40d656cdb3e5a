package io.millrace.loader.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static Coverage.Span month(String from, String to) {
        return new Coverage.Span(at(from), at(to));
    }

    private static Instant at(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }

    private final Coverage coverage = Coverage.of(List.of(
            month("2026-03-01", "2026-04-01"),
            month("2026-01-01", "2026-02-01"),
            month("2026-02-01", "2026-03-01"),
            month("2026-06-01", "2026-07-01")));

    @Test
    void neighboursAreOne() {
        assertThat(coverage.spans())
                .containsExactly(month("2026-01-01", "2026-04-01"), month("2026-06-01", "2026-07-01"));
        assertThat(coverage.around(at("2026-01-31"))).contains(month("2026-01-01", "2026-04-01"));
    }

    @Test
    void theUpperBoundIsOutside() {
        assertThat(coverage.around(at("2026-04-01").minusNanos(1000))).isPresent();
        assertThat(coverage.around(at("2026-04-01"))).isEmpty();
        assertThat(coverage.around(at("2025-12-31"))).isEmpty();
        assertThat(coverage.around(at("2026-01-01"))).isPresent();
    }

    @Test
    void aGapIsNotCoveredUntilItsPartitionIsMade() {
        assertThat(coverage.around(at("2026-04-15"))).isEmpty();
        Coverage filled = coverage.and(month("2026-04-01", "2026-05-01"));
        assertThat(filled.around(at("2026-04-15"))).contains(month("2026-01-01", "2026-05-01"));
        assertThat(filled.around(at("2026-05-15"))).isEmpty();
        assertThat(Coverage.of(List.of()).around(at("2026-01-01"))).isEmpty();
    }

    @Test
    void boundsMayBeInfinite() {
        Coverage all = Coverage.of(List.of(
                new Coverage.Span(OffsetDateTime.MIN.toInstant(), at("2020-01-01")),
                new Coverage.Span(at("2020-01-01"), OffsetDateTime.MAX.toInstant())));
        assertThat(all.around(at("1900-01-01")))
                .isEqualTo(all.around(at("2900-01-01")))
                .isPresent();
    }
}
