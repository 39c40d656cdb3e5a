package io.millrace.transform.encode;

import org.jspecify.annotations.Nullable;

/** What comes with a record of a stream beside its value. */
public interface Envelope {
    /** Microseconds since 1970-01-01T00:00:00Z. */
    long timestamp();

    /** The key's bytes. */
    byte @Nullable [] key();

    /** The bytes of the last header of that name. */
    byte @Nullable [] header(String name);
}
