package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of calendar time, such as {@code 12 months}; counted in UTC. */
public record Span(int amount, ChronoUnit unit) {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,6}) *(hour|day|week|month|year)s?");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "hour",
            ChronoUnit.HOURS,
            "day",
            ChronoUnit.DAYS,
            "week",
            ChronoUnit.WEEKS,
            "month",
            ChronoUnit.MONTHS,
            "year",
            ChronoUnit.YEARS);

    @JsonCreator
    public static Span parse(String text) {
        Matcher shape = SHAPE.matcher(text.strip());
        ChronoUnit unit = shape.matches() ? UNITS.get(shape.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "'%s' is not a span; write a number and hours, days, weeks, months or years, such as 12 months"
                            .formatted(text));
        }
        return new Span(Integer.parseInt(shape.group(1)), unit);
    }

    public Instant before(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).minus(amount, unit).toInstant();
    }

    public Instant after(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).plus(amount, unit).toInstant();
    }

    @JsonValue
    @Override
    public String toString() {
        return amount + " " + unit.toString().toLowerCase(java.util.Locale.ROOT);
    }
}
