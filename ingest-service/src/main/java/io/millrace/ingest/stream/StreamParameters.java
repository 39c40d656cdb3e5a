package io.millrace.ingest.stream;

import io.millrace.ingest.option.OptionProblems;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of requests about streams; each problem names the parameter, its value and the remedy. */
final class StreamParameters {
    private StreamParameters() {}

    static int partition(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw OptionProblems.invalid("partition", text, "use the partition's number, 0 or more");
        }
        return Integer.parseInt(text);
    }

    /** @return null when nothing is given: no limit */
    static @Nullable Long limit(@Nullable String text) {
        if (text != null && !text.matches("[1-9][0-9]{0,17}")) {
            throw OptionProblems.invalid("limit", text, "use a number from 1 on, or leave it out for all");
        }
        return text == null ? null : Long.valueOf(text);
    }

    static @Nullable OffsetDateTime since(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text);
        } catch (DateTimeParseException e) {
            throw OptionProblems.invalid("since", text, "use a time with its zone, such as 2026-01-31T12:00:00Z");
        }
    }

    static boolean dryRun(@Nullable String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw OptionProblems.invalid("dryRun", text, "use true or false");
        }
        return "true".equals(text);
    }
}
