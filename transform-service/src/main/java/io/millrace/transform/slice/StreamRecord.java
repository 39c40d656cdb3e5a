package io.millrace.transform.slice;

import io.millrace.transform.batch.BatchRejects;
import io.millrace.transform.encode.Envelope;
import org.jspecify.annotations.Nullable;

/** A record of a stream as Kafka has it. */
public interface StreamRecord extends Envelope {
    /** Bytes of a value that are kept when it is too long for a row: its reject shows no more. */
    int KEPT = BatchRejects.MAX_RAW;

    long offset();

    /** The value's bytes; null for a tombstone. Of a value that is too long for a row perhaps only the first {@link #KEPT}. */
    byte @Nullable [] value();

    /** Bytes of the value in Kafka; 0 of a tombstone. */
    default long length() {
        byte[] value = value();
        return value == null ? 0 : value.length;
    }
}
