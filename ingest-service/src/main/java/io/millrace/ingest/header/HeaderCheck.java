package io.millrace.ingest.header;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a header can feed a dataset. */
final class HeaderCheck {
    private static final String DELIMITERS = ",;\t|:";
    private static final int SHOWN = 20;

    private HeaderCheck() {}

    /**
     * @param fields as read; one more than {@code most} when there are too many
     * @throws ProblemException naming what is missing, what was found, and the remedy
     */
    static void check(Dataset dataset, List<String> fields, String delimiter, int most) {
        checkCount(fields, most);
        checkLines(dataset, fields);
        checkDuplicates(fields);
        Set<String> found = new HashSet<>(fields);
        List<String> missing = HeaderReader.fed(dataset)
                .filter(column -> column.required() && column.defaultValue() == null)
                .map(Column::source)
                .filter(source -> !found.contains(source))
                .toList();
        if (!missing.isEmpty()) {
            throw problem(
                    "missing-columns",
                    "The header lacks columns",
                    "Dataset '%s' requires %s. %s"
                            .formatted(dataset.name(), names(missing), remedy(dataset, fields, delimiter)));
        }
        if (HeaderReader.fed(dataset).noneMatch(column -> found.contains(column.source()))) {
            throw problem(
                    "no-known-column",
                    "The header names no column of the dataset",
                    "None of the fields belongs to dataset '%s'. %s"
                            .formatted(dataset.name(), remedy(dataset, fields, delimiter)));
        }
    }

    static void checkCount(List<String> fields, int most) {
        if (fields.size() > most) {
            throw problem(
                    "too-many-columns",
                    "The header names too many columns",
                    "The header names more than %d columns, the limit of this installation. Check the delimiter, or have millrace.ingest.header-limit raised."
                            .formatted(most));
        }
    }

    /** A quote too many makes rows part of the header: only a name that is asked for may have several lines. */
    private static void checkLines(Dataset dataset, List<String> fields) {
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            if (field.matches("(?s).*[\\r\\n].*")
                    && HeaderReader.fed(dataset)
                            .noneMatch(column -> column.source().equals(field))) {
                throw problem(
                        "broken-header",
                        "The header line cannot be read",
                        "Field %d of the header begins with a quote that closes on another line: '%s'. Close it on its line, double the quotes inside it, or name another quote character (?quote=, empty for none)."
                                .formatted(i + 1, cut(field.replaceAll("\\R", "⏎"))));
            }
        }
    }

    private static void checkDuplicates(List<String> fields) {
        Set<String> seen = new HashSet<>();
        for (String field : fields) {
            if (!field.isEmpty() && !seen.add(field)) { // unnamed ones belong to no column anyway
                throw problem(
                        "duplicate-column",
                        "The header names a column twice",
                        "The header names '%s' twice. Rename one of the two.".formatted(field));
            }
        }
    }

    private static String remedy(Dataset dataset, List<String> fields, String delimiter) {
        String found = "The header has %s; the dataset's columns are %s. "
                .formatted(
                        names(fields),
                        names(dataset.columns().stream().map(Column::source).toList()));
        return found + advice(dataset, fields, delimiter);
    }

    private static String advice(Dataset dataset, List<String> fields, String delimiter) {
        if (fields.size() == 1) {
            for (char other : DELIMITERS.toCharArray()) {
                if (delimiter.charAt(0) != other && fields.getFirst().indexOf(other) >= 0) {
                    return "It is a single field that holds '%s': if that is the delimiter, add ?delimiter=%s."
                            .formatted(other == '\t' ? "\\t" : other, other == '\t' ? "tab" : encoded(other));
                }
            }
        }
        for (Column column : dataset.columns()) {
            for (String field : fields) {
                if (!field.equals(column.source()) && field.strip().equalsIgnoreCase(column.source())) {
                    return "'%s' is almost '%s': names must agree in case and spaces; mend the file, or write 'source: \"%s\"' in the dataset."
                            .formatted(field, column.source(), field);
                }
            }
        }
        return "Mend the header, name the fields as 'source' of the dataset's columns, or add ?header=false when the file has none.";
    }

    private static String encoded(char delimiter) {
        return delimiter == ';' ? "%3B" : delimiter == '|' ? "%7C" : String.valueOf(delimiter);
    }

    private static String names(List<String> names) {
        return names.stream().limit(SHOWN).map(name -> "'" + cut(name) + "'").collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and %d more".formatted(names.size() - SHOWN) : "");
    }

    static String cut(String name) {
        return name.length() > 100 ? name.substring(0, 100) + "…" : name;
    }

    private static ProblemException problem(String slug, String title, String detail) {
        return Problem.of(422, slug, title, detail).at("header", null).exception();
    }
}
