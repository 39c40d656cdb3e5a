package io.millrace.ingest.option;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query of an upload.
 *
 * @param format departures from the dataset's format
 * @param maxRejects rows that may be rejected before the job fails; null: any number
 * @param dryRun parse and check, load nothing
 * @param fileName the source's name; null when not given
 */
public record UploadOptions(
        FormatOptions format,
        @Nullable Long maxRejects,
        boolean dryRun,
        @Nullable String fileName) {
    private static final SortedSet<String> NAMES = new TreeSet<>(List.of(
            "delimiter",
            "quote",
            "escape",
            "comment",
            "header",
            "null",
            "encoding",
            "maxRejects",
            "dryRun",
            "filename"));

    /** @throws io.millrace.api.ProblemException naming the parameter, its value and the remedy */
    public static UploadOptions read(Map<String, List<String>> query) {
        for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
            if (!NAMES.contains(parameter.getKey())) {
                throw OptionProblems.invalid(
                        parameter.getKey(),
                        parameter.getValue().getFirst(),
                        "is not an option of uploads; known are " + NAMES);
            }
            if (parameter.getValue().size() > 1) {
                throw OptionProblems.invalid(
                        parameter.getKey(),
                        parameter.getValue().toString(),
                        "is given %d times; give it once"
                                .formatted(parameter.getValue().size()));
            }
        }
        Function<String, @Nullable String> one =
                name -> query.containsKey(name) ? query.get(name).getFirst() : null;
        String dryRun = one.apply("dryRun");
        return new UploadOptions(
                new FormatOptions(
                        spelled(one.apply("delimiter")),
                        one.apply("quote"),
                        one.apply("escape"),
                        one.apply("comment"),
                        bool("header", one.apply("header")),
                        one.apply("null"),
                        one.apply("encoding")),
                count("maxRejects", one.apply("maxRejects")),
                Boolean.TRUE.equals(bool("dryRun", dryRun)),
                one.apply("filename"));
    }

    /** A tab is hard to write in a URL. */
    private static @Nullable String spelled(@Nullable String delimiter) {
        return delimiter != null && (delimiter.equals("\\t") || delimiter.equals("tab")) ? "\t" : delimiter;
    }

    private static @Nullable Boolean bool(String name, @Nullable String value) {
        return switch (value == null ? "" : value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                if (value == null) {
                    yield null;
                }
                throw OptionProblems.invalid(name, value, "use true or false");
            }
        };
    }

    private static @Nullable Long count(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw OptionProblems.invalid(name, value, "use a number of rows, 0 or more");
        }
        return Long.parseLong(value);
    }
}
