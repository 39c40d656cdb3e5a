package io.millrace.loader.write;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Target;
import io.millrace.contract.tuple.Tuples;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;

/** Binary COPY of tuples into a table: the one class to swap when another driver is to carry the rows. */
final class RowCopy {
    private static final byte[] HEADER = Tuples.header();
    private static final byte[] TRAILER = Tuples.trailer();

    private RowCopy() {}

    /** Bytes that go to the socket from where they are. */
    private record Part(ByteString bytes) implements ByteStreamWriter {
        @Override
        public int getLength() {
            return bytes.size();
        }

        @Override
        public void writeTo(ByteStreamTarget target) throws IOException {
            bytes.writeTo(target.getOutputStream());
        }
    }

    /**
     * One COPY.
     *
     * @param sql COPY … FROM STDIN (FORMAT binary)
     * @param tuples whole tuples, in as many pieces as there are
     * @return how many rows they were
     */
    static long copy(Connection connection, String sql, Iterable<ByteString> tuples) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            copy.writeToCopy(HEADER, 0, HEADER.length);
            for (ByteString part : tuples) {
                copy.writeToCopy(new Part(part));
            }
            copy.writeToCopy(TRAILER, 0, TRAILER.length);
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    static String sql(Target target) {
        String columns = target.getColumnsList().stream().map(RowCopy::quoted).collect(Collectors.joining(", "));
        return "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table(target), columns);
    }

    static String table(Target target) {
        return quoted(target.getSchema()) + "." + quoted(target.getTable());
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
