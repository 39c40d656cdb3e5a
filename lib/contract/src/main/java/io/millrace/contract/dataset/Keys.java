package io.millrace.contract.dataset;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a dataset may say of its key. */
final class Keys {
    private Keys() {}

    static void check(
            @Nullable List<String> key,
            @Nullable OnConflict onConflict,
            @Nullable String version,
            List<Column> columns,
            String timeColumn) {
        if (key == null) {
            refuse(onConflict != null, "onConflict", "needs a key; add key: [columns]");
            refuse(version != null, "version", "needs a key; add key: [columns] and onConflict: update");
            return;
        }
        refuse(key.isEmpty(), "key", "the list is empty; name the columns that tell one row from another");
        refuse(new HashSet<>(key).size() < key.size(), "key", key + " names a column twice");
        for (String column : key) {
            Column named = named("key", column, columns);
            refuse(
                    !named.required() && named.defaultValue() == null && !column.equals(timeColumn),
                    "key",
                    "column '%s' may be NULL, and a NULL equals no other; add required: true or a default"
                            .formatted(column));
            refuse(
                    named.type().kind() == ColumnType.Kind.JSONB,
                    "key",
                    "column '%s' is jsonb; use scalar columns".formatted(column));
        }
        refuse(onConflict == null, "onConflict", "is required with a key; use ignore, update or error");
        if (version != null) {
            refuse(onConflict != OnConflict.UPDATE, "version", "is for onConflict: update only; it is " + onConflict);
            Column named = named("version", version, columns);
            refuse(key.contains(version), "version", "column '%s' is part of the key".formatted(version));
            refuse(
                    version.equals(timeColumn),
                    "version",
                    "column '%s' is the time column, which is part of the key".formatted(version));
            refuse(
                    !named.type().kind().isTime() && !named.type().kind().isNumber(),
                    "version",
                    "column '%s' is %s; use a number or a time".formatted(version, named.type()));
            refuse(
                    !named.required() && named.defaultValue() == null,
                    "version",
                    "column '%s' may be NULL, which is neither older nor newer; add required: true or a default"
                            .formatted(version));
        }
    }

    static Column named(String field, String name, List<Column> columns) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s: '%s' is not among the columns %s"
                        .formatted(
                                field, name, columns.stream().map(Column::name).toList())));
    }

    static void refuse(boolean bad, String field, String reason) {
        if (bad) {
            throw new IllegalArgumentException(field + ": " + reason);
        }
    }
}
