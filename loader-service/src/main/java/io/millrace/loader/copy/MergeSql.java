package io.millrace.loader.copy;

import io.millrace.contract.dataset.TableName;
import io.millrace.contract.message.Conflict;
import io.millrace.contract.message.Target;
import java.util.List;
import java.util.stream.Collectors;

/** The statement that takes staged rows into their table. Of the rows of one key it takes one, so that none meets itself. */
final class MergeSql {
    /** A key's values in a reason are cut at this many characters each. */
    private static final int LONGEST_VALUE = 200;

    private final Staging staging;
    private final Conflict conflict;
    private final String table;
    private final String columns;
    private final List<Staging.Column> keys;
    private final String key;

    private MergeSql(Staging staging) {
        this.staging = staging;
        Target target = staging.target();
        conflict = target.getConflict();
        table = TargetRows.table(target);
        columns = names(staging.columns());
        keys = conflict.getColumnsList().stream()
                .map(name -> staging.columns().get(target.getColumnsList().indexOf(name)))
                .toList();
        key = names(keys);
    }

    static String of(Staging staging) {
        MergeSql sql = new MergeSql(staging);
        return switch (sql.conflict.getAction()) {
            case IGNORE -> sql.insert(staging.arrival(), "DO NOTHING");
            case UPDATE -> sql.insert(sql.newestFirst(), sql.update());
            case ERROR -> sql.insertAndTell();
            case ACTION_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalStateException("target.conflict.action of table " + sql.table + " is not known");
        };
    }

    private String insert(String preferred, String action) {
        return """
                INSERT INTO %s AS there (%s)
                SELECT DISTINCT ON (%s) %2$s FROM %s ORDER BY %3$s, %s
                ON CONFLICT (%3$s) %s""".formatted(table, columns, key, staging.name(), preferred, action);
    }

    private String newestFirst() {
        return conflict.getVersion().isEmpty()
                ? staging.arrival() + " DESC"
                : TableName.quote(conflict.getVersion()) + " DESC, " + staging.arrival();
    }

    /** A row without a version was there before the column was: anything is newer. */
    private String update() {
        String assignments = staging.columns().stream()
                .filter(column -> !keys.contains(column))
                .map(column -> "%s = excluded.%1$s".formatted(column.name()))
                .collect(Collectors.joining(", "));
        if (assignments.isEmpty()) {
            return "DO NOTHING";
        }
        String version = TableName.quote(conflict.getVersion());
        return "DO UPDATE SET " + assignments
                + (conflict.getVersion().isEmpty()
                        ? ""
                        : " WHERE there.%s IS NULL OR excluded.%1$s > there.%1$s".formatted(version));
    }

    /** Answers with the refused rows: their numbers from 0 in the order of arrival, and the values of their keys. */
    private String insertAndTell() {
        String sameKey = keys.stream()
                .map(column -> "written.%s = firsts.%1$s%s".formatted(column.name(), column.collation()))
                .collect(Collectors.joining(" AND "));
        String values = keys.stream()
                .map(column -> "left(staged.%s::text, %d)".formatted(column.name(), LONGEST_VALUE))
                .collect(Collectors.joining(", "));
        return """
                WITH firsts AS MATERIALIZED (
                    SELECT DISTINCT ON (%1$s) %2$s, %3$s FROM %4$s ORDER BY %1$s, %2$s),
                written AS (
                    INSERT INTO %5$s (%3$s) SELECT %3$s FROM firsts ORDER BY %1$s
                    ON CONFLICT (%1$s) DO NOTHING RETURNING %1$s),
                loaded AS (SELECT firsts.%2$s FROM firsts JOIN written ON %6$s)
                SELECT staged.%2$s - (SELECT min(%2$s) FROM %4$s), %7$s
                  FROM %4$s staged LEFT JOIN loaded ON loaded.%2$s = staged.%2$s
                 WHERE loaded.%2$s IS NULL
                 ORDER BY 1""".formatted(key, staging.arrival(), columns, staging.name(), table, sameKey, values);
    }

    private static String names(List<Staging.Column> columns) {
        return columns.stream().map(Staging.Column::name).collect(Collectors.joining(", "));
    }
}
