package io.millrace.partitioning.catalog;

/** SQL for what a relation weighs, which is called {@code c}, as a row of pg_class. */
public final class SizeSql {
    /** An estimate of its rows: of the last ANALYZE or VACUUM, else of the statistics collector. */
    public static final String ROWS =
            "CASE WHEN c.reltuples > 0 THEN c.reltuples::bigint ELSE pg_stat_get_live_tuples(c.oid) END";

    /** On disk, with indexes and TOAST. Waits for whoever has it locked. */
    public static final String BYTES = "pg_total_relation_size(c.oid)";

    /** For WITH: what somebody has locked, so that asking for its size would wait. */
    public static final String LOCKED = """
            locked AS MATERIALIZED (
                SELECT relation FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL)""";

    /** Beside {@link #LOCKED}: on disk, with indexes and TOAST; NULL while somebody has it locked. */
    public static final String BYTES_UNLESS_LOCKED =
            "CASE WHEN c.oid NOT IN (SELECT relation FROM locked) THEN " + BYTES + " END";

    private SizeSql() {}
}
