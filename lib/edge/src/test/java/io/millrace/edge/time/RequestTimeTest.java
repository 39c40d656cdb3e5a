package io.millrace.edge.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTimeTest {
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
        assertThat(RequestTime.parse(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "2026", "2026-13", "2026-02-30", "12:00", "2026-01-31 12:00:00", "+999999-01-01"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> RequestTime.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
