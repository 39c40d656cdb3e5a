package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.contract.dataset.ColumnType.Kind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a dataset: where its value comes from, its type, and what a value must satisfy.
 *
 * @param name the column's name in the table
 * @param source the field's name in the input; the column's name unless told otherwise
 * @param type the PostgreSQL type
 * @param required whether NULL is a reject; makes the table's column NOT NULL
 * @param defaultValue what stands in for a NULL: {@code now} (times only: when ingest began to receive the input) or a
 *     literal in the input's spelling
 * @param format times only: {@code iso}, {@code epoch_s}, {@code epoch_ms}, {@code epoch_us}, {@code epoch_ns} or a
 *     pattern of {@link java.time.format.DateTimeFormatter}
 * @param zone times only: the zone of values that carry none
 * @param min numbers only: the least value accepted
 * @param max numbers only: the greatest value accepted
 * @param oneOf text only: the values accepted
 * @param pattern text only: an RE2 expression that the whole value matches
 * @param maxLength text only: characters (code points) at most
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Column(
        String name,
        String source,
        ColumnType type,
        boolean required,
        @JsonProperty("default") @Nullable String defaultValue,
        @Nullable String format,
        @Nullable String zone,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        @Nullable List<String> oneOf,
        @Nullable String pattern,
        @Nullable Integer maxLength) {

    /** {@code default: now}. */
    public static final String NOW = "now";

    @SuppressWarnings("NullAway") // Jackson passes null for what the document leaves out
    public Column {
        Names.identifier("name", name);
        if (source == null) {
            source = name;
        }
        if (type == null) {
            throw new IllegalArgumentException("type: column '%s' has no type; add one, such as text".formatted(name));
        }
        only(type.kind().isNumber(), "min", min, type, "numbers");
        only(type.kind().isNumber(), "max", max, type, "numbers");
        if (min != null && max != null && min.compareTo(max) > 0) {
            throw new IllegalArgumentException("min: %s is above max: %s".formatted(min, max));
        }
        only(type.kind().isText(), "oneOf", oneOf, type, "text");
        only(type.kind().isText(), "pattern", pattern, type, "text");
        only(type.kind().isText(), "maxLength", maxLength, type, "text");
        only(type.kind().isTime(), "format", format, type, "times");
        only(type.kind() == Kind.TIMESTAMPTZ, "zone", zone, type, "timestamptz");
        oneOf = oneOf == null ? null : List.copyOf(oneOf);
        if (oneOf != null && oneOf.isEmpty()) {
            throw new IllegalArgumentException(
                    "oneOf: the list is empty, no value could pass; leave it out or fill it");
        }
        if (maxLength != null && maxLength < 1) {
            throw new IllegalArgumentException("maxLength: %d; use 1 or more".formatted(maxLength));
        }
        if (NOW.equals(defaultValue) && !type.kind().isTime() && !type.kind().isText()) {
            throw new IllegalArgumentException("default: now is for times; column '%s' is %s".formatted(name, type));
        }
        checkPattern(pattern);
        checkZone(zone);
        checkFormat(format);
    }

    private static void only(boolean fits, String field, @Nullable Object value, ColumnType type, String forWhat) {
        if (value != null && !fits) {
            throw new IllegalArgumentException("%s: is for %s, not for %s".formatted(field, forWhat, type));
        }
    }

    private static String shortened(String pattern) {
        return pattern.length() <= 80 ? pattern : pattern.substring(0, 80) + "…";
    }

    private static void checkPattern(@Nullable String pattern) {
        try {
            if (pattern != null) {
                long size = PatternSize.of(pattern);
                if (size > PatternSize.MOST) {
                    throw new IllegalArgumentException(
                            "pattern: '%s' is too large with its repeats written out: about %,d instructions, at most %,d; use shorter repeats, or maxLength"
                                    .formatted(shortened(pattern), size, PatternSize.MOST));
                }
                Pattern.compile(pattern);
            }
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "pattern: '%s' is not an RE2 expression: %s".formatted(pattern, e.getMessage()), e);
        }
    }

    private static void checkZone(@Nullable String zone) {
        try {
            if (zone != null) {
                ZoneId.of(zone);
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone: '%s' is not a zone; use one such as UTC, +02:00 or Europe/Berlin".formatted(zone), e);
        }
    }

    private static void checkFormat(@Nullable String format) {
        try {
            if (format != null) {
                TimeFormat.parse(format);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "format: '%s' is neither iso, epoch_s, epoch_ms, epoch_us, epoch_ns nor a date pattern such as dd/MM/yyyy HH:mm: %s"
                            .formatted(format, e.getMessage()),
                    e);
        }
    }

    /** Whether a moment stands in for a NULL, not a literal. */
    public boolean defaultIsNow() {
        return NOW.equals(defaultValue) && type.kind().isTime();
    }

    /** How times are spelled; {@link TimeFormat.Iso} unless told otherwise. */
    public TimeFormat timeFormat() {
        return format == null ? new TimeFormat.Iso() : TimeFormat.parse(format);
    }

    /** The zone of values without one; UTC unless told otherwise. */
    public ZoneId zoneId() {
        return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
    }
}
