package io.millrace.loader.copy;

import com.google.protobuf.ByteString;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.failure.Halving;
import io.millrace.loader.failure.RowRefusal;
import io.millrace.postgres.Sql;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Loads what the database accepts of a table's rows, and tells of the others. Works inside the load transaction, with a
 * savepoint before each attempt, so that all of it is committed or nothing.
 */
public final class CarefulCopy {
    private final Handle handle;
    private final RowWriter writer;
    private final TargetRows.Cutter cutter;
    private final SortedMap<Integer, RowRefusal> taken = new TreeMap<>();
    private long unchanged;

    private CarefulCopy(Handle handle, RowWriter writer, TargetRows rows) {
        this.handle = handle;
        this.writer = writer;
        this.cutter = rows.cutter();
    }

    /** @return the refused rows by their number, and how many changed nothing */
    public static RowWriter.Written copy(Handle handle, RowWriter writer, TargetRows rows) {
        // a deferred constraint would be checked at COMMIT, too late to know which row it means
        Sql.execute(handle, "SET CONSTRAINTS ALL IMMEDIATE");
        Sql.execute(handle, "SAVEPOINT rows");
        CarefulCopy copy = new CarefulCopy(handle, writer, rows);
        SortedMap<Integer, RowRefusal> refused = Halving.load(rows.count(), copy::load);
        refused.putAll(copy.taken);
        return new RowWriter.Written(refused, copy.unchanged);
    }

    private @Nullable RowRefusal load(int from, int to) {
        List<ByteString> tuples = cutter.cut(from, to);
        RowWriter.Written written;
        try {
            written = writer.write(tuples);
        } catch (JdbiException e) {
            if (!(SqlFailures.of(e) instanceof Failure.Bisect)) {
                throw e;
            }
            Sql.execute(handle, "ROLLBACK TO SAVEPOINT rows");
            return SqlFailures.refusal(e);
        }
        Sql.execute(handle, "RELEASE SAVEPOINT rows; SAVEPOINT rows");
        written.refused().forEach((number, refusal) -> taken.put(from + number, refusal));
        unchanged += written.unchanged();
        return null;
    }
}
