package io.millrace.ingest.split;

/** What stands where a header should be. */
public sealed interface FirstRecord {
    /** @param bytes the record without byte order mark, line end included */
    record Whole(byte[] bytes) implements FirstRecord {}

    /** @param line holds a quote that does not close as it should */
    record Broken(byte[] line) implements FirstRecord {}

    /**
     * The first line is longer than a record may be.
     *
     * @param beginning its first bytes
     */
    record Endless(byte[] beginning) implements FirstRecord {}

    /** Nothing but blank lines and comments. */
    record Missing() implements FirstRecord {}
}
