package io.millrace.loader.copy;

import io.millrace.contract.dataset.TableName;
import io.millrace.contract.message.Target;
import io.millrace.postgres.Sql;
import io.millrace.postgres.SqlState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

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
            SELECT c.name, format_type(a.atttypid, -1) AS type,
                   CASE WHEN l.oid IS NULL THEN '' WHEN l.collisdeterministic THEN ' COLLATE "C"'
                        ELSE format(' COLLATE %I.%I', n.nspname, l.collname) END AS collation
              FROM unnest(:columns) WITH ORDINALITY AS c (name, place)
              LEFT JOIN pg_attribute a ON a.attrelid = format('%I.%I', :schema, :table)::regclass AND a.attname = c.name
                                      AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_collation l ON l.oid = a.attcollation
              LEFT JOIN pg_namespace n ON n.oid = l.collnamespace
             ORDER BY c.place""";

    private static final String MD5 = "MD5"; // names things here, protects nothing; 63 bytes are a name's limit

    /**
     * Finds the connection's staging table for the target, or makes it.
     *
     * @param handle in a transaction
     */
    static Staging of(Handle handle, Target target) {
        List<Column> columns = handle.createQuery(COLUMNS)
                .bind("columns", target.getColumnsList().toArray(String[]::new))
                .bind("schema", target.getSchema())
                .bind("table", target.getTable())
                .map((row, context) -> column(target, row))
                .list();
        String arrival = "arrival";
        while (target.getColumnsList().contains(arrival)) {
            arrival += "_";
        }
        Staging staging = new Staging(target, "pg_temp.millrace_" + hash(target, columns), arrival, columns);
        Sql.execute(handle, staging.create());
        return staging;
    }

    private static Column column(Target target, ResultSet row) throws SQLException {
        String name = row.getString("name");
        String type = row.getString("type");
        if (type == null) {
            throw Sql.fault(
                    SqlState.UNDEFINED_COLUMN,
                    "table %s.%s has no column %s".formatted(target.getSchema(), target.getTable(), name));
        }
        return new Column(TableName.quote(name), type, row.getString("collation"));
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
        return TargetRows.copy(name, columns.stream().map(Column::name));
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
