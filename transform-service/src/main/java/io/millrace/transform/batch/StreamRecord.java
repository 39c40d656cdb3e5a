package io.millrace.transform.batch;

import io.millrace.transform.encode.Envelope;
import org.jspecify.annotations.Nullable;

/** A record of a stream as Kafka has it. */
public interface StreamRecord extends Envelope {
    long offset();

    /** The value's bytes; null for a tombstone. */
    byte @Nullable [] value();
}
