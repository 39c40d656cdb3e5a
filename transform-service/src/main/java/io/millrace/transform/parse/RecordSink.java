package io.millrace.transform.parse;

/** What a payload's records are given to, in their order. */
public interface RecordSink {
    /**
     * @param record its number in the payload from 0; comments and blank lines count
     * @param line the line of the file on which it begins
     * @param fields valid during the call
     */
    void accept(int record, long line, Fields fields);

    /** A record that cannot be read. */
    void refuse(int record, long line, String reason);

    /** A record at which something was thrown that nobody foresaw. */
    default void fault(int record, long line, Throwable fault) {
        refuse(record, line, RecordFault.reason(fault));
    }
}
