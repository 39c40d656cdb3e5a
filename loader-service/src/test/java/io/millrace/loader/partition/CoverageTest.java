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
        assertThat(coverage.covers(at("2026-01-31"), at("2026-03-31"))).isTrue();
    }

    @Test
    void theUpperBoundIsOutside() {
        assertThat(coverage.covers(at("2026-03-31"), at("2026-04-01").minusNanos(1000)))
                .isTrue();
        assertThat(coverage.covers(at("2026-03-31"), at("2026-04-01"))).isFalse();
        assertThat(coverage.covers(at("2025-12-31"), at("2026-01-01"))).isFalse();
    }

    @Test
    void aGapIsNotCovered() {
        assertThat(coverage.covers(at("2026-03-15"), at("2026-06-15"))).isFalse();
        assertThat(Coverage.of(List.of()).covers(at("2026-01-01"), at("2026-01-01")))
                .isFalse();
    }

    @Test
    void boundsMayBeInfinite() {
        Coverage all = Coverage.of(List.of(
                new Coverage.Span(OffsetDateTime.MIN.toInstant(), at("2020-01-01")),
                new Coverage.Span(at("2020-01-01"), OffsetDateTime.MAX.toInstant())));
        assertThat(all.covers(at("1900-01-01"), at("2900-01-01"))).isTrue();
    }
}
