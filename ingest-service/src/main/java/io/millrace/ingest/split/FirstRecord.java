package io.millrace.ingest.split;

/** What stands where a header should be. */
public sealed interface FirstRecord {
    /** @param bytes the record without byte order mark, line end included */
    record Whole(byte[] bytes) implements FirstRecord {}

    /**
     * No record end within the limit, or a quote that never closes.
     *
     * @param beginning its first bytes
     */
    record Endless(byte[] beginning) implements FirstRecord {}

    /** Nothing but blank lines and comments. */
    record Missing() implements FirstRecord {}
}
