package io.millrace.partition.health.finding;

/**
 * The commands of the command line that findings name; the other remedies are SQL. A test hands each of them
 * to the command line's own parser.
 */
public enum Remedy {
    /** A set. */
    MAINTAIN("./millrace partitions maintain %s", ""),
    /** A set. */
    BUILD_INDEX("./millrace partitions maintain %s", " builds it without stopping writers"),
    /** A table and an interval. */
    RECUT("./millrace partitions recut %s --interval %s", " unless the interval was changed: then nothing"),
    /** A table. */
    SHORTER_INTERVAL("./millrace partitions analyze --table %s", ", then a shorter interval"),
    /** A table. */
    LONGER_INTERVAL("./millrace partitions analyze --table %s", ", then a longer interval"),
    /** A set and a time. */
    SHOW_ROWS("./millrace rows %s --from %s", " shows them; a mistyped year is kept out by accept: {future: …}"),
    /** A set and two times. */
    COUNT_ROWS("./millrace rows %s --from %s --to %s --count", ", and see whether they are meant"),
    /** The number of a migration. */
    SHOW_MIGRATION("./millrace partitions migration %s", ""),
    /** A set and a partition. */
    ARCHIVE("./millrace partitions archive %s %s", ""),
    /** A dataset. */
    SHOW_DATASET("./millrace datasets show %s", ""),
    /** A document. */
    APPLY_DATASET("./millrace datasets apply %s", "");

    private final String command;
    private final String advice;

    Remedy(String command, String advice) {
        this.command = command;
        this.advice = advice;
    }

    /** @return what a finding says */
    public String of(Object... values) {
        return command.formatted(values) + advice;
    }
}
