package io.millrace.loader.write;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Target;
import io.millrace.loader.failure.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.SortedMap;

/** How rows get into their table. Works inside the load transaction; what it throws has written nothing that counts. */
sealed interface RowWriter permits StraightCopy, KeyedMerge {
    /**
     * What became of rows.
     *
     * @param refused those whose key was taken, by their number among the rows written
     * @param unchanged how many found their key in the table, or among the rows, and left things as they were
     */
    record Written(SortedMap<Integer, Refusal> refused, long unchanged) {
        static final Written WHOLLY = new Written(Collections.emptySortedMap(), 0);
    }

    /** @param tuples whole tuples, in as many pieces as there are */
    Written write(Iterable<ByteString> tuples) throws SQLException;

    /** @param connection in the load transaction */
    static RowWriter to(Connection connection, Target target) throws SQLException {
        return target.hasConflict()
                ? new KeyedMerge(connection, Staging.of(connection, target))
                : new StraightCopy(connection, RowCopy.sql(target));
    }
}
