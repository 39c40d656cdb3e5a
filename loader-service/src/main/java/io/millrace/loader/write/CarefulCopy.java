package io.millrace.loader.write;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Target;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.failure.Halving;
import io.millrace.loader.failure.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Loads what the database accepts of a table's rows, and tells of the others. Works inside the load transaction, with a
 * savepoint before each COPY, so that all of it is committed or nothing.
 */
final class CarefulCopy {
    private final Connection connection;
    private final Statement statement;
    private final Target target;
    private final TargetRows.Cutter cutter;

    private CarefulCopy(Connection connection, Statement statement, TargetRows rows) {
        this.connection = connection;
        this.statement = statement;
        this.target = rows.target();
        this.cutter = rows.cutter();
    }

    /** @return the refused rows by their number */
    static SortedMap<Integer, Refusal> copy(Connection connection, TargetRows rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // a deferred constraint would speak up at COMMIT, too late to know which row it means
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            statement.execute("SAVEPOINT rows");
            CarefulCopy copy = new CarefulCopy(connection, statement, rows);
            return Halving.<SQLException>load(rows.count(), copy::load);
        }
    }

    private @Nullable Refusal load(int from, int to) throws SQLException {
        List<ByteString> tuples = cutter.cut(from, to);
        try {
            RowCopy.copy(connection, target, tuples);
        } catch (SQLException e) {
            if (!(SqlFailures.of(e) instanceof Failure.Bisect)) {
                throw e;
            }
            statement.execute("ROLLBACK TO SAVEPOINT rows");
            return SqlFailures.refusal(e);
        }
        statement.execute("RELEASE SAVEPOINT rows; SAVEPOINT rows");
        return null;
    }
}
