package io.millrace.migration;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of a table. */
public enum MigrationKind {
    /** A plain table's rows are copied into a partitioned one, which takes its place. */
    COPY,
    /** A plain table becomes a partition of a new parent; nothing is copied. */
    ATTACH,
    /** Partitions are split or merged. */
    RECUT,
    /** A partitioned table becomes a plain one. */
    UNDO;

    @JsonCreator
    public static MigrationKind parse(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "kind: '%s' is no kind of migration; take one of %s".formatted(text, names())));
    }

    private static String names() {
        return Arrays.stream(values()).map(MigrationKind::text).collect(Collectors.joining(", "));
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
