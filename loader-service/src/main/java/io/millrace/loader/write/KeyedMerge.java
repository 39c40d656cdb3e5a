package io.millrace.loader.write;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Conflict;
import io.millrace.loader.failure.Refusal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows of a table with a key: COPY into a staging table, then one INSERT … ON CONFLICT out of it. The INSERT takes the rows
 * in the order of their keys, so that loaders with the same keys wait for one another and do not deadlock.
 *
 * <p>Plain statements, never prepared ones: a plan that was made for ten staged rows must not be used for a hundred thousand.
 */
final class KeyedMerge implements RowWriter {
    private final Connection connection;
    private final Staging staging;
    private final Conflict conflict;
    private final String merge;
    private boolean used;

    KeyedMerge(Connection connection, Staging staging) {
        this.connection = connection;
        this.staging = staging;
        conflict = staging.target().getConflict();
        merge = MergeSql.of(staging);
    }

    @Override
    public Written write(Iterable<ByteString> tuples) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (used) {
                statement.execute("TRUNCATE " + staging.name());
            }
            used = true;
            long staged = RowCopy.copy(connection, staging.copy(), tuples);
            if (conflict.getAction() == Conflict.Action.ERROR) {
                return new Written(refused(statement), 0);
            }
            long changed = statement.executeLargeUpdate(merge);
            return new Written(Written.WHOLLY.refused(), staged - changed);
        }
    }

    private SortedMap<Integer, Refusal> refused(Statement statement) throws SQLException {
        SortedMap<Integer, Refusal> refused = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery(merge)) {
            while (rows.next()) {
                refused.put(rows.getInt(1), refusal(rows));
            }
        }
        return refused;
    }

    private Refusal refusal(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < conflict.getColumnsCount(); i++) {
            values.add(row.getString(2 + i));
        }
        return new Refusal(
                "key (%s) = (%s) is taken by a row that came before, and onConflict is error"
                        .formatted(String.join(", ", conflict.getColumnsList()), String.join(", ", values)),
                "");
    }
}
