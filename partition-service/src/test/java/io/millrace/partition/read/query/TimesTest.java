package io.millrace.partition.read.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01, 2026-01-01T00:00:00Z",
        "2026-02-28, 2026-02-28T00:00:00Z",
        "2026-01-31T12:00, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.123456, 2026-01-31T12:00:00.123456Z",
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00+01:00, 2026-01-31T11:00:00Z",
        "2026-01-31T12:00:00 01:00, 2026-01-31T11:00:00Z",
        "2026-01-31T12:00-03:30, 2026-01-31T15:30:00Z",
        "1969-12-31, 1969-12-31T00:00:00Z",
        "+12000-01-01, +12000-01-01T00:00:00Z",
    })
    void timesAreRead(String text, Instant instant) {
        assertThat(Times.parse(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "2026", "2026-13", "2026-02-30", "12:00", "2026-01-31 12:00:00", "+999999-01-01"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Times.parse(text)).isInstanceOf(DateTimeException.class);
    }

    /** A date d is in [from, to) when its midnight in UTC is. */
    @Test
    void aBoundWithinADayIsThatOfTheNext() {
        Instant midnight = Instant.parse("2026-01-31T00:00:00Z");
        assertThat(Times.bound(midnight, "date")).isEqualTo(LocalDate.parse("2026-01-31"));
        assertThat(Times.bound(midnight.plusSeconds(1), "date")).isEqualTo(LocalDate.parse("2026-02-01"));
        assertThat(Times.bound(midnight, "timestamp without time zone"))
                .isEqualTo(LocalDateTime.parse("2026-01-31T00:00:00"));
        assertThat(Times.bound(midnight, "timestamp with time zone"))
                .isEqualTo(OffsetDateTime.parse("2026-01-31T00:00:00Z"));
    }
}
