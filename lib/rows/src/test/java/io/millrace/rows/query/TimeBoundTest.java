package io.millrace.rows.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class TimeBoundTest {
    /** A date d is in [from, to) when its midnight in UTC is. */
    @Test
    void aBoundWithinADayIsThatOfTheNext() {
        Instant midnight = Instant.parse("2026-01-31T00:00:00Z");
        assertThat(TimeBound.of(midnight, "date")).isEqualTo(LocalDate.parse("2026-01-31"));
        assertThat(TimeBound.of(midnight.plusSeconds(1), "date")).isEqualTo(LocalDate.parse("2026-02-01"));
        assertThat(TimeBound.of(midnight, "timestamp without time zone"))
                .isEqualTo(LocalDateTime.parse("2026-01-31T00:00:00"));
        assertThat(TimeBound.of(midnight, "timestamp with time zone"))
                .isEqualTo(OffsetDateTime.parse("2026-01-31T00:00:00Z"));
    }
}
