package io.millrace.rows.query;

import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Instants as parameters for columns of each time type. */
final class TimeBound {
    private TimeBound() {}

    /**
     * The instant as a bound of a column. A date counts as its midnight in UTC, so a bound within a day is that of the next
     * day: both {@code >=} and {@code <} mean the same with it.
     *
     * @param type as {@code format_type} of PostgreSQL spells it
     */
    static Object of(Instant instant, String type) {
        OffsetDateTime utc = instant.atOffset(ZoneOffset.UTC);
        return switch (type) {
            case "date" ->
                utc.toLocalTime().equals(LocalTime.MIDNIGHT)
                        ? utc.toLocalDate()
                        : utc.toLocalDate().plusDays(1);
            case "timestamp without time zone" -> utc.toLocalDateTime();
            default -> utc;
        };
    }
}
