package io.millrace.loader.copy;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Conflict;
import io.millrace.loader.failure.RowRefusal;
import io.millrace.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Rows of a table with a key: COPY into a staging table, then one INSERT … ON CONFLICT out of it. The INSERT takes the rows
 * in the order of their keys, so that loaders with the same keys wait for one another and do not deadlock.
 *
 * <p>Plain statements, never prepared ones: a plan that was made for ten staged rows must not be used for a hundred thousand.
 * Jdbi knows none but prepared ones.
 */
final class KeyedMerge implements RowWriter {
    private final Handle handle;
    private final Staging staging;
    private final Conflict conflict;
    private final String merge;
    private boolean used;

    KeyedMerge(Handle handle, Staging staging) {
        this.handle = handle;
        this.staging = staging;
        conflict = staging.target().getConflict();
        merge = MergeSql.of(staging);
    }

    @Override
    public Written write(Iterable<ByteString> tuples) {
        if (used) {
            Sql.execute(handle, "TRUNCATE " + staging.name());
        }
        used = true;
        long staged = BinaryCopy.tuples(handle, staging.copy(), tuples);
        if (conflict.getAction() == Conflict.Action.ERROR) {
            return new Written(refused(), 0);
        }
        return new Written(Written.WHOLLY.refused(), staged - Sql.execute(handle, merge));
    }

    private SortedMap<Integer, RowRefusal> refused() {
        return Sql.jdbc(handle, merge, connection -> {
            SortedMap<Integer, RowRefusal> refused = new TreeMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(merge)) {
                while (rows.next()) {
                    refused.put(rows.getInt(1), refusal(rows));
                }
            }
            return refused;
        });
    }

    private RowRefusal refusal(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < conflict.getColumnsCount(); i++) {
            values.add(row.getString(2 + i));
        }
        return new RowRefusal(
                "key (%s) = (%s) is taken by a row that came before, and onConflict is error"
                        .formatted(String.join(", ", conflict.getColumnsList()), String.join(", ", values)),
                "");
    }
}
