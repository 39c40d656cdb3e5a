package io.millrace.ingest.option;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of requests; each problem names the parameter, its value and the remedy. */
public final class RequestParameters {
    private static final int LONGEST_PAGE = 1000;

    private RequestParameters() {}

    /** @param remedy where to find an id */
    public static UUID id(String field, String text, String remedy) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text.toLowerCase(Locale.ROOT))) { // 1-1-1-1-1 is a UUID for Java
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw OptionProblems.invalid(field, text, remedy);
        }
        throw OptionProblems.invalid(field, text, remedy);
    }

    /** @param usual how many when nothing is given */
    public static int page(@Nullable String text, int usual) {
        if (text == null) {
            return usual;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LONGEST_PAGE) {
            throw OptionProblems.invalid("limit", text, "use 1 to " + LONGEST_PAGE);
        }
        return Integer.parseInt(text);
    }

    /** @return null when nothing is given: no limit */
    public static @Nullable Long limit(@Nullable String text) {
        if (text != null && !text.matches("[1-9][0-9]{0,17}")) {
            throw OptionProblems.invalid("limit", text, "use a number from 1 on, or leave it out for all");
        }
        return text == null ? null : Long.valueOf(text);
    }

    /** @return zero when nothing is given; {@code 30s}, {@code 1m}, {@code 1500ms} or {@code PT30S} otherwise */
    public static Duration wait(@Nullable String text) {
        if (text == null) {
            return Duration.ZERO;
        }
        try {
            if (text.matches("[0-9]{1,9}ms")) {
                return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
            }
            Duration wait = Duration.parse(text.matches("[0-9.]+[sSmM]") ? "PT" + text : text);
            if (!wait.isNegative()) {
                return wait;
            }
        } catch (DateTimeParseException e) {
            throw notAWait(text);
        }
        throw notAWait(text);
    }

    private static RuntimeException notAWait(String text) {
        return OptionProblems.invalid("wait", text, "use a time such as 30s or 1m");
    }

    public static @Nullable OffsetDateTime since(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text);
        } catch (DateTimeParseException e) {
            throw OptionProblems.invalid("since", text, "use a time with its zone, such as 2026-01-31T12:00:00Z");
        }
    }

    public static int partition(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw OptionProblems.invalid("partition", text, "use the partition's number, 0 or more");
        }
        return Integer.parseInt(text);
    }

    public static boolean dryRun(@Nullable String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw OptionProblems.invalid("dryRun", text, "use true or false");
        }
        return "true".equals(text);
    }
}
