package io.millrace.codec.time;

import io.millrace.codec.value.BadValue;

/** Reads a column's spelling of times. */
public interface TimeReader {
    /**
     * @return of a date: days since 2000-01-01; of a timestamp or timestamptz: microseconds since 2000-01-01T00:00:00(Z);
     *     of either: {@link Times#INFINITY} or {@link Times#MINUS_INFINITY}
     */
    long read(byte[] bytes, int from, int to) throws BadValue;
}
