package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Locale;

/** How much time one partition holds. Bounds are midnights in UTC; a week begins on Monday, as in ISO 8601. */
public enum Interval {
    DAY,
    WEEK,
    MONTH,
    YEAR;

    /** @return the first day of the interval that holds the day */
    public LocalDate floor(LocalDate day) {
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(java.time.temporal.TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case YEAR -> day.withDayOfYear(1);
        };
    }

    /** @return the first day of the n-th interval after the one that begins on {@code floor}; n may be negative */
    public LocalDate plus(LocalDate floor, int n) {
        return switch (this) {
            case DAY -> floor.plusDays(n);
            case WEEK -> floor.plusWeeks(n);
            case MONTH -> floor.plusMonths(n);
            case YEAR -> floor.plusYears(n);
        };
    }

    @JsonCreator
    static Interval parse(String text) {
        for (Interval interval : values()) {
            if (interval.toString().equals(text)) {
                return interval;
            }
        }
        throw new IllegalArgumentException("interval: '%s' is not known; use day, week, month or year".formatted(text));
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
