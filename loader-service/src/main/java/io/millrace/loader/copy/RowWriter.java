package io.millrace.loader.copy;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Target;
import io.millrace.loader.failure.RowRefusal;
import java.util.Collections;
import java.util.SortedMap;
import org.jdbi.v3.core.Handle;

/** How rows get into their table. Works inside the load transaction; what it throws has written nothing that counts. */
public sealed interface RowWriter permits StraightCopy, KeyedMerge {
    /**
     * What became of rows.
     *
     * @param refused those whose key was taken, by their number among the rows written
     * @param unchanged how many found their key in the table, or among the rows, and left things as they were
     */
    record Written(SortedMap<Integer, RowRefusal> refused, long unchanged) {
        static final Written WHOLLY = new Written(Collections.emptySortedMap(), 0);
    }

    /** @param tuples whole tuples, in as many pieces as there are */
    Written write(Iterable<ByteString> tuples);

    /** @param handle in the load transaction */
    static RowWriter to(Handle handle, Target target) {
        return target.hasConflict()
                ? new KeyedMerge(handle, Staging.of(handle, target))
                : new StraightCopy(handle, TargetRows.copy(target));
    }
}
