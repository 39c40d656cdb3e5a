package io.millrace.ingest.status;

import io.millrace.ingest.option.OptionProblems;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of status requests; each problem names the parameter, its value and the remedy. */
final class Parameters {
    private Parameters() {}

    static UUID id(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text.toLowerCase(Locale.ROOT))) { // 1-1-1-1-1 is a UUID for Java
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw notAnId(text);
        }
        throw notAnId(text);
    }

    private static RuntimeException notAnId(String text) {
        return OptionProblems.invalid(
                "id", text, "is not an upload's id; use the one in the answer to the upload, a UUID of 36 characters");
    }

    /** @return zero when nothing is given; {@code 30s}, {@code 1m}, {@code 1500ms} or {@code PT30S} otherwise */
    static Duration wait(@Nullable String text) {
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

    static int limit(@Nullable String text) {
        if (text == null) {
            return 20;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 1000) {
            throw OptionProblems.invalid("limit", text, "use 1 to 1000");
        }
        return Integer.parseInt(text);
    }
}
