package io.millrace.contract.dataset;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which names datasets, tables and columns may have. */
final class Names {
    private static final Pattern DATASET = Pattern.compile("[a-z][a-z0-9_-]{0,99}");
    private static final int IDENTIFIER_BYTES = 63; // NAMEDATALEN - 1: PostgreSQL cuts longer names silently

    private Names() {}

    /** A dataset's name is part of URLs and of Kafka topic names, so it is narrower than an SQL identifier. */
    static String dataset(@Nullable String name) {
        if (name == null || !DATASET.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: '%s' is not a dataset name; use 1 to 100 of a-z, 0-9, _ and -, a letter first"
                            .formatted(name));
        }
        return name;
    }

    /** @return the identifier, unquoted as PostgreSQL's catalog has it */
    static String identifier(String field, @Nullable String name) {
        if (name == null || name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("%s: a name is required".formatted(field));
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > IDENTIFIER_BYTES) {
            throw new IllegalArgumentException(
                    "%s: '%s' has %d bytes; PostgreSQL allows %d".formatted(field, name, bytes, IDENTIFIER_BYTES));
        }
        return name;
    }
}
