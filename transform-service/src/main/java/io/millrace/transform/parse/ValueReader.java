package io.millrace.transform.parse;

/** Reads values that hold one record each. Not thread-safe: what is read into is used again. */
public interface ValueReader {
    /**
     * Gives the value's record to the sink, accepted or refused, once.
     *
     * @param number handed to the sink as both the record's number and its line
     */
    void read(byte[] value, long number, RecordSink sink);
}
