package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How much time one partition holds. Bounds are full hours or midnights in UTC; a week begins on Monday, as in ISO 8601; a
 * quarter in January, April, July or October.
 */
public enum Interval {
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR;

    private static final int MONTHS_IN_A_QUARTER = 3;

    /** @return the begin of the interval that holds the instant */
    public Instant floor(Instant instant) {
        if (this == HOUR) {
            return instant.truncatedTo(ChronoUnit.HOURS);
        }
        LocalDate day = LocalDate.ofInstant(instant, ZoneOffset.UTC);
        LocalDate first =
                switch (this) {
                    case HOUR, DAY -> day;
                    case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                    case MONTH -> day.withDayOfMonth(1);
                    case QUARTER -> day.withDayOfMonth(1).with(day.getMonth().firstMonthOfQuarter());
                    case YEAR -> day.withDayOfYear(1);
                };
        return first.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** @return the begin of the n-th interval after the one that begins at {@code floor}; n may be negative */
    public Instant plus(Instant floor, int n) {
        LocalDateTime begin = LocalDateTime.ofInstant(floor, ZoneOffset.UTC);
        LocalDateTime other =
                switch (this) {
                    case HOUR -> begin.plusHours(n);
                    case DAY -> begin.plusDays(n);
                    case WEEK -> begin.plusWeeks(n);
                    case MONTH -> begin.plusMonths(n);
                    case QUARTER -> begin.plusMonths((long) MONTHS_IN_A_QUARTER * n);
                    case YEAR -> begin.plusYears(n);
                };
        return other.toInstant(ZoneOffset.UTC);
    }

    /** @throws IllegalArgumentException naming the intervals there are */
    @JsonCreator
    public static Interval parse(String text) {
        for (Interval interval : values()) {
            if (interval.toString().equals(text)) {
                return interval;
            }
        }
        throw new IllegalArgumentException("interval: '%s' is not known; use %s".formatted(text, choice()));
    }

    static String choice() {
        String all = Arrays.stream(values()).map(Interval::toString).collect(Collectors.joining(", "));
        return all.replaceFirst(", (\\w+)$", " or $1");
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
