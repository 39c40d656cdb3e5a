package io.millrace.loader.ledger;

import io.millrace.contract.message.Reject;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.contract.tuple.Tuples;
import io.millrace.loader.batch.UnitKey;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** {@code millrace.reject}, written with COPY as the rows are: a bad file has as many rejects as rows. */
public final class Rejects {
    private static final String COPY = """
            COPY millrace.reject (job_id, unit, line, byte_offset, byte_length, column_name, reason, raw)
            FROM STDIN (FORMAT binary)""";

    private static final int FIELDS = 8;
    private static final int ABOUT_BYTES_EACH = 256;
    private static final int FLUSH_BYTES = 1 << 20;

    private Rejects() {}

    /** A reject and the unit that it comes from. */
    public record Of(UnitKey unit, Reject reject) {}

    /** @return how many were written */
    public static int write(Connection connection, Iterable<Of> rejects) throws SQLException {
        TupleWriter tuples = new TupleWriter(ABOUT_BYTES_EACH);
        var each = rejects.iterator();
        if (!each.hasNext()) {
            return 0;
        }
        int written = 0;
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        try {
            copy.writeToCopy(Tuples.header(), 0, Tuples.header().length);
            while (each.hasNext()) {
                add(tuples, each.next());
                written++;
                if (tuples.size() > FLUSH_BYTES || !each.hasNext()) {
                    copy.writeToCopy(tuples.array(), 0, tuples.size());
                    tuples.clear();
                }
            }
            copy.writeToCopy(Tuples.trailer(), 0, Tuples.trailer().length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return written;
    }

    private static void add(TupleWriter tuples, Of of) {
        Reject reject = of.reject();
        tuples.beginRow(FIELDS);
        tuples.writeUuid(of.unit().job());
        tuples.writeInt(of.unit().number());
        tuples.writeLong(reject.getLine());
        tuples.writeLong(reject.getOffset());
        tuples.writeLong(reject.getLength());
        text(tuples, reject.getColumn());
        text(tuples, reject.getReason());
        byte[] raw = reject.getRaw().toByteArray();
        tuples.writeBytes(raw, 0, raw.length);
    }

    private static void text(TupleWriter tuples, String text) {
        byte[] utf8 = Texts.storable(text).getBytes(StandardCharsets.UTF_8);
        tuples.writeBytes(utf8, 0, utf8.length);
    }
}
