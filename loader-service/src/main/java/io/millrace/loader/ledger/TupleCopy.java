package io.millrace.loader.ledger;

import io.millrace.contract.tuple.TupleWriter;
import io.millrace.contract.tuple.Tuples;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.function.BiConsumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rejects go in with COPY as the rows do: bad input has as many rejects as rows. */
final class TupleCopy {
    private static final int ABOUT_BYTES_EACH = 256;
    private static final int FLUSH_BYTES = 1 << 20;

    private TupleCopy() {}

    /**
     * @param copy a COPY … FROM STDIN (FORMAT binary)
     * @param add writes one item as a tuple
     */
    static <T> void write(Connection connection, String copy, Iterable<T> items, BiConsumer<TupleWriter, T> add)
            throws SQLException {
        Iterator<T> each = items.iterator();
        if (!each.hasNext()) {
            return;
        }
        TupleWriter tuples = new TupleWriter(ABOUT_BYTES_EACH);
        CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        try {
            in.writeToCopy(Tuples.header(), 0, Tuples.header().length);
            while (each.hasNext()) {
                add.accept(tuples, each.next());
                if (tuples.size() > FLUSH_BYTES || !each.hasNext()) {
                    in.writeToCopy(tuples.array(), 0, tuples.size());
                    tuples.clear();
                }
            }
            in.writeToCopy(Tuples.trailer(), 0, Tuples.trailer().length);
            in.endCopy();
        } finally {
            if (in.isActive()) {
                in.cancelCopy();
            }
        }
    }

    static void text(TupleWriter tuples, String text) {
        byte[] utf8 = Texts.storable(text).getBytes(StandardCharsets.UTF_8);
        tuples.writeBytes(utf8, 0, utf8.length);
    }
}
