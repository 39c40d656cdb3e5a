package io.millrace.loader.write;

import com.google.protobuf.ByteString;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.failure.Halving;
import io.millrace.loader.failure.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Loads what the database accepts of a table's rows, and tells of the others. Works inside the load transaction, with a
 * savepoint before each attempt, so that all of it is committed or nothing.
 */
final class CarefulCopy {
    private final Statement statement;
    private final RowWriter writer;
    private final TargetRows.Cutter cutter;
    private final SortedMap<Integer, Refusal> taken = new TreeMap<>();
    private long unchanged;

    private CarefulCopy(Statement statement, RowWriter writer, TargetRows rows) {
        this.statement = statement;
        this.writer = writer;
        this.cutter = rows.cutter();
    }

    /** @return the refused rows by their number, and how many changed nothing */
    static RowWriter.Written copy(Connection connection, RowWriter writer, TargetRows rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // a deferred constraint would speak up at COMMIT, too late to know which row it means
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            statement.execute("SAVEPOINT rows");
            CarefulCopy copy = new CarefulCopy(statement, writer, rows);
            SortedMap<Integer, Refusal> refused = Halving.<SQLException>load(rows.count(), copy::load);
            refused.putAll(copy.taken);
            return new RowWriter.Written(refused, copy.unchanged);
        }
    }

    private @Nullable Refusal load(int from, int to) throws SQLException {
        List<ByteString> tuples = cutter.cut(from, to);
        RowWriter.Written written;
        try {
            written = writer.write(tuples);
        } catch (SQLException e) {
            if (!(SqlFailures.of(e) instanceof Failure.Bisect)) {
                throw e;
            }
            statement.execute("ROLLBACK TO SAVEPOINT rows");
            return SqlFailures.refusal(e);
        }
        statement.execute("RELEASE SAVEPOINT rows; SAVEPOINT rows");
        written.refused().forEach((number, refusal) -> taken.put(from + number, refusal));
        unchanged += written.unchanged();
        return null;
    }
}
