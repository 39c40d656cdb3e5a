package io.millrace.loader.ledger;

import io.millrace.contract.message.Reject;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.loader.batch.StreamKey;
import io.millrace.loader.copy.BinaryCopy;
import org.jdbi.v3.core.Handle;

/** {@code millrace.record_reject}: the records of streams that became no rows. */
public final class RecordRejects {
    private static final String COPY = """
            COPY millrace.record_reject (topic_id, partition, record_offset, column_name, reason, raw, raw_length)
            FROM STDIN (FORMAT binary)""";

    private static final int FIELDS = 7;

    private RecordRejects() {}

    /** A reject and the stream that it comes from. */
    public record Of(StreamKey stream, Reject reject) {}

    public static void write(Handle handle, Iterable<Of> rejects) {
        BinaryCopy.items(handle, COPY, rejects, RecordRejects::add);
    }

    private static void add(TupleWriter tuples, Of of) {
        Reject reject = of.reject();
        tuples.beginRow(FIELDS);
        tuples.writeUuid(of.stream().topicId());
        tuples.writeInt(of.stream().partition());
        tuples.writeLong(reject.getLine());
        Texts.write(tuples, reject.getColumn());
        Texts.write(tuples, reject.getReason());
        byte[] raw = reject.getRaw().toByteArray();
        tuples.writeBytes(raw, 0, raw.length);
        tuples.writeLong(reject.getLength());
    }
}
