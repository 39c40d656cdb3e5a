package io.millrace.loader.write;

import com.google.protobuf.ByteString;
import java.sql.Connection;
import java.sql.SQLException;

/** Rows of a table without a key: COPY and nothing else. */
record StraightCopy(Connection connection, String copy) implements RowWriter {
    @Override
    public Written write(Iterable<ByteString> tuples) throws SQLException {
        RowCopy.copy(connection, copy, tuples);
        return Written.WHOLLY;
    }
}
