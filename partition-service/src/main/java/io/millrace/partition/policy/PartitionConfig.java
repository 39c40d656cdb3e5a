package io.millrace.partition.policy;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the partition service keeps tables. */
@ConfigMapping(prefix = "millrace.partition")
public interface PartitionConfig {
    /** How often every dataset's partitions are looked after; also done once at start. */
    @WithDefault("1h")
    Duration every();

    /** How old the statistics of a table as a whole may grow before maintenance runs ANALYZE. Reading and writing go on. */
    @WithDefault("1d")
    Duration analyzeEvery();

    /** How long one attempt of DDL may wait for a lock. While it waits, others queue behind it: keep it short. */
    @WithDefault("2s")
    Duration lockTimeout();

    /** How often DDL that did not get its lock is tried before it is given up until the next run. */
    @WithDefault("10")
    int lockAttempts();

    /** The pause after the first attempt in vain; it grows by itself with every attempt. */
    @WithDefault("200ms")
    Duration lockBackoff();

    /** How Parquet files are written and read. */
    Parquet parquet();

    /** How Parquet files are written and read. */
    interface Parquet {
        /** The most memory that one file being written or read may take, outside of the Java heap; at least 96 MB. */
        @WithDefault("128M")
        MemorySize memory();
    }

    /** How tables are migrated. */
    MigrationConfig migration();

    /** How tables are migrated. */
    interface MigrationConfig {
        /** Batches of rows that are copied at once, each over a connection of its own. */
        @WithDefault("2")
        int workers();

        /** How long a batch shall take. A pause is heard between two. */
        @WithDefault("300ms")
        Duration batch();

        /** Changes that may be left for the transaction that swaps the tables; with more it lets go and comes again. */
        @WithDefault("2000")
        int swapRows();

        /** How often migrations are looked for that nobody carries on, as after a crash. */
        @WithDefault("10s")
        Duration resumeEvery();
    }
}
