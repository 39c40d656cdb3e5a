package io.millrace.loader.write;

import io.millrace.contract.message.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A session's own temporary table that takes rows before they are merged into a table by its key. Made when a connection
 * first needs it, empty at the beginning of every transaction. Its name carries a hash of all that it is made for, so that
 * a table that changes gets another one.
 *
 * <p>A column of its own tells the order of arrival. The order of {@code ctid} would not: COPY puts a small row into a gap
 * that a large one has left in a page before.
 *
 * @param name as SQL text
 * @param arrival the column that numbers the rows, as SQL text
 * @param columns the target's
 */
record Staging(Target target, String name, String arrival, List<Column> columns) {
    /**
     * A column.
     *
     * @param name as SQL text
     * @param type without a length or precision: it takes what the table takes today or, grown wider, tomorrow
     * @param collation a COLLATE clause, or nothing. "C" sorts text many times faster, and two texts are equal in it exactly
     *     when they are in any other deterministic collation
     */
    record Column(String name, String type, String collation) {}

    /** {@code format_type} with the modifier -1 gives a type that is free of it, where NULL would give character(1). */
    private static final String COLUMNS = """
            SELECT format_type(a.atttypid, -1),
                   CASE WHEN l.oid IS NULL THEN '' WHEN l.collisdeterministic THEN ' COLLATE "C"'
                        ELSE format(' COLLATE %I.%I', n.nspname, l.collname) END
              FROM unnest(?::text[]) WITH ORDINALITY AS c (name, place)
              LEFT JOIN pg_attribute a ON a.attrelid = format('%I.%I', ?, ?)::regclass AND a.attname = c.name
                                      AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_collation l ON l.oid = a.attcollation
              LEFT JOIN pg_namespace n ON n.oid = l.collnamespace
             ORDER BY c.place""";

    private static final String UNDEFINED_COLUMN = "42703";
    private static final String MD5 = "MD5"; // names things here, protects nothing; 63 bytes are a name's limit

    /**
     * Finds the connection's staging table for the target, or makes it.
     *
     * @param connection in a transaction
     */
    static Staging of(Connection connection, Target target) throws SQLException {
        List<Column> columns = columns(connection, target);
        String arrival = "arrival";
        while (target.getColumnsList().contains(arrival)) {
            arrival += "_";
        }
        Staging staging = new Staging(target, "pg_temp.millrace_" + hash(target, columns), arrival, columns);
        try (Statement statement = connection.createStatement()) {
            statement.execute(staging.create());
        }
        return staging;
    }

    private static List<Column> columns(Connection connection, Target target) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(COLUMNS)) {
            select.setArray(
                    1, connection.createArrayOf("text", target.getColumnsList().toArray()));
            select.setString(2, target.getSchema());
            select.setString(3, target.getTable());
            try (ResultSet rows = select.executeQuery()) {
                for (String name : target.getColumnsList()) {
                    String type = rows.next() ? rows.getString(1) : null;
                    if (type == null) {
                        throw new SQLException(
                                "table %s.%s has no column %s".formatted(target.getSchema(), target.getTable(), name),
                                UNDEFINED_COLUMN);
                    }
                    columns.add(new Column(RowCopy.quoted(name), type, rows.getString(2)));
                }
            }
        }
        return columns;
    }

    /** Small caches keep the numbering cheap; numbers that a rollback leaves out do not matter. */
    String create() {
        return "CREATE TEMPORARY TABLE IF NOT EXISTS %s (%s bigint GENERATED ALWAYS AS IDENTITY (CACHE 1000), %s) ON COMMIT DELETE ROWS"
                .formatted(
                        name,
                        arrival,
                        columns.stream()
                                .map(column -> column.name() + " " + column.type() + column.collation())
                                .collect(Collectors.joining(", ")));
    }

    /** COPY into it. */
    String copy() {
        return "COPY %s (%s) FROM STDIN (FORMAT binary)"
                .formatted(name, columns.stream().map(Column::name).collect(Collectors.joining(", ")));
    }

    private static String hash(Target target, List<Column> columns) {
        try {
            MessageDigest digest = MessageDigest.getInstance(MD5);
            digest.update(target.toByteArray());
            digest.update(columns.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
