package io.millrace.loader.ledger;

import io.millrace.contract.message.Reject;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.loader.batch.UnitKey;
import io.millrace.loader.copy.BinaryCopy;
import org.jdbi.v3.core.Handle;

/** {@code millrace.reject}, written with COPY as the rows are: a bad file has as many rejects as rows. */
public final class UnitRejects {
    private static final String COPY = """
            COPY millrace.reject (job_id, unit, line, byte_offset, byte_length, column_name, reason, raw)
            FROM STDIN (FORMAT binary)""";

    private static final int FIELDS = 8;

    private UnitRejects() {}

    /** A reject and the unit that it comes from. */
    public record Of(UnitKey unit, Reject reject) {}

    public static void write(Handle handle, Iterable<Of> rejects) {
        BinaryCopy.items(handle, COPY, rejects, UnitRejects::add);
    }

    private static void add(TupleWriter tuples, Of of) {
        Reject reject = of.reject();
        tuples.beginRow(FIELDS);
        tuples.writeUuid(of.unit().job());
        tuples.writeInt(of.unit().number());
        tuples.writeLong(reject.getLine());
        tuples.writeLong(reject.getOffset());
        tuples.writeLong(reject.getLength());
        Texts.write(tuples, reject.getColumn());
        Texts.write(tuples, reject.getReason());
        byte[] raw = reject.getRaw().toByteArray();
        tuples.writeBytes(raw, 0, raw.length);
    }
}
