package io.millrace.ingest.parked;

import io.millrace.ingest.option.OptionProblems;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of requests about parked units; each problem names the parameter, its value and the remedy. */
final class ParkedParameters {
    private static final int USUAL = 100;
    private static final int MOST = 1000;

    private ParkedParameters() {}

    /** @param field the parameter's name */
    static UUID id(String field, String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text.toLowerCase(Locale.ROOT))) { // 1-1-1-1-1 is a UUID for Java
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw notAnId(field, text);
        }
        throw notAnId(field, text);
    }

    private static RuntimeException notAnId(String field, String text) {
        String remedy = field.equals("job")
                ? "is not an upload's id; GET /v1/uploads lists them, each a UUID of 36 characters"
                : "is not a parked unit's id; GET /v1/parked lists them, each a UUID of 36 characters";
        return OptionProblems.invalid(field, text, remedy);
    }

    static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw OptionProblems.invalid("limit", text, "use 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }

    static ParkedFilter filter(@Nullable String dataset, @Nullable String job) {
        return new ParkedFilter(dataset, job == null ? null : id("job", job));
    }
}
