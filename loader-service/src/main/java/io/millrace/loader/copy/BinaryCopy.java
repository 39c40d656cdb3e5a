package io.millrace.loader.copy;

import com.google.protobuf.ByteString;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.contract.tuple.Tuples;
import io.millrace.postgres.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;

/** Binary COPY of tuples into a table: the one class to change when another driver is to carry the rows. */
public final class BinaryCopy {
    private static final int BYTES_EACH = 256; // about
    private static final int FLUSH_BYTES = 1 << 20;

    private BinaryCopy() {}

    /** Bytes that go to the socket from where they are. */
    private record Piece(ByteString bytes) implements ByteStreamWriter {
        @Override
        public int getLength() {
            return bytes.size();
        }

        @Override
        public void writeTo(ByteStreamTarget target) throws IOException {
            bytes.writeTo(target.getOutputStream());
        }
    }

    /** Sends tuples. */
    private interface Source {
        void sendTo(CopyIn copy) throws SQLException;
    }

    /**
     * @param sql COPY … FROM STDIN (FORMAT binary)
     * @param tuples whole tuples, in as many pieces as there are
     * @return how many rows they were
     */
    static long tuples(Handle handle, String sql, Iterable<ByteString> tuples) {
        return copy(handle, sql, copy -> {
            for (ByteString piece : tuples) {
                copy.writeToCopy(new Piece(piece));
            }
        });
    }

    /**
     * @param sql COPY … FROM STDIN (FORMAT binary); not run when there are no items
     * @param write writes one item as a tuple
     */
    public static <T> void items(Handle handle, String sql, Iterable<T> items, BiConsumer<TupleWriter, T> write) {
        Iterator<T> each = items.iterator();
        if (!each.hasNext()) {
            return;
        }
        copy(handle, sql, copy -> {
            TupleWriter tuples = new TupleWriter(BYTES_EACH);
            while (each.hasNext()) {
                write.accept(tuples, each.next());
                if (tuples.size() > FLUSH_BYTES || !each.hasNext()) {
                    copy.writeToCopy(tuples.array(), 0, tuples.size());
                    tuples.clear();
                }
            }
        });
    }

    private static long copy(Handle handle, String sql, Source source) {
        return Sql.jdbc(handle, sql, connection -> {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            try {
                copy.writeToCopy(Tuples.header(), 0, Tuples.header().length);
                source.sendTo(copy);
                copy.writeToCopy(Tuples.trailer(), 0, Tuples.trailer().length);
                return copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        });
    }
}
