package io.millrace.ingest.stream;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a stream, or a partition of it, fares; the worse the later. */
public enum StreamState {
    /** What comes is read, or all of it has been. */
    FOLLOWING,
    /** Nobody has opened the partition yet. */
    UNREAD,
    /** The topic does not have the position. It stops here until a person skips. */
    OUT_OF_RANGE,
    /** Kafka has no topic of the name. */
    NO_TOPIC;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
