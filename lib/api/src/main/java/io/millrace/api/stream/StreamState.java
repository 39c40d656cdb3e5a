package io.millrace.api.stream;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a stream, or a partition of it, fares; the worse the later. */
public enum StreamState {
    /** What comes is read, or all of it has been. */
    FOLLOWING,
    /** Nobody has opened the partition yet. */
    UNREAD,
    /** A slice is parked, and the partition waits for it: no rows can be made of it at the moment. */
    PARKED,
    /** The topic does not have the position, or cannot be read there. It stops here until a person skips. */
    OUT_OF_RANGE,
    /** Kafka has no topic of the name. */
    NO_TOPIC;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
