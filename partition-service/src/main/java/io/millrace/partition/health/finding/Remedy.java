package io.millrace.partition.health.finding;

/**
 * The commands of the command line that findings name; the other remedies are SQL. They stand together so that a test can hand
 * each of them to the command line's own parser.
 */
public enum Remedy {
    /** A set. */
    MAINTAIN("partitions maintain %s", ""),
    /** A set. */
    BUILD_INDEX("partitions maintain %s", " builds it without stopping writers"),
    /** A table and an interval. */
    RECUT("partitions recut %s --interval %s", " unless the interval was changed: then nothing"),
    /** A table. */
    SHORTER_INTERVAL("partitions analyze --table %s", ", then a shorter interval"),
    /** A table. */
    LONGER_INTERVAL("partitions analyze --table %s", ", then a longer interval"),
    /** A set and a time. */
    SHOW_ROWS("rows %s --from %s", " shows them; a mistyped year is kept out by accept: {future: …}"),
    /** A set and two times. */
    COUNT_ROWS("rows %s --from %s --to %s --count", ", and see whether they are meant"),
    /** The number of a migration. */
    SHOW_MIGRATION("partitions migration %s", ""),
    /** A set and a partition. */
    ARCHIVE("partitions archive %s %s", ""),
    /** A dataset. */
    SHOW_DATASET("datasets show %s", ""),
    /** A document. */
    APPLY_DATASET("datasets apply %s", "");

    private final String command;
    private final String advice;

    Remedy(String command, String advice) {
        this.command = command;
        this.advice = advice;
    }

    /** @return the arguments of {@code ./millrace}, with a {@code %s} for each value */
    public String command() {
        return command;
    }

    /** @return what a finding says */
    public String of(Object... values) {
        return "./millrace " + command.formatted(values) + advice;
    }
}
