package io.millrace.partition;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How the partition service keeps tables. */
@ConfigMapping(prefix = "millrace.partition")
public interface PartitionConfig {
    /** How often every dataset's partitions are looked after; also done once at start. */
    @WithDefault("1h")
    Duration every();

    /** How long one attempt of DDL may wait for a lock. While it waits, others queue behind it: keep it short. */
    @WithDefault("2s")
    Duration lockTimeout();

    /** How often DDL that did not get its lock is tried before it is given up until the next run. */
    @WithDefault("10")
    int lockAttempts();

    /** The pause after the first attempt in vain; it grows by itself with every attempt. */
    @WithDefault("200ms")
    Duration lockBackoff();

    /** How long a request or a duty waits for a connection of the pool before it fails; a duty comes again. */
    @WithDefault("10s")
    Duration connectionTimeout();

    /** Where partitions go whose dataset says {@code expired: archive}. */
    Archive archive();

    /** How old the statistics of a table as a whole may grow before maintenance runs ANALYZE. Reading and writing go on. */
    @WithDefault("1d")
    Duration analyzeEvery();

    /** How rows are read over HTTP. */
    RowsConfig rows();

    /** How rows are read over HTTP. */
    interface RowsConfig {
        /** Answers with rows that are given at once, each over a connection of its own to PostgreSQL; more get a 503. */
        @WithDefault("4")
        int atOnce();

        /** How long PostgreSQL may look for the next rows. */
        @WithDefault("60s")
        Duration statementTimeout();

        /** How long a client may leave rows waiting. Meanwhile its transaction holds back VACUUM. */
        @WithDefault("5m")
        Duration idleTimeout();
    }

    /** How Parquet files are written. */
    Parquet parquet();

    /** Where partitions go whose dataset says {@code expired: archive}. */
    interface Archive {
        /** file:///a/directory that all replicas share, or s3://bucket/prefix. Without it nothing can be archived. */
        Optional<String> location();

        /** How often it is looked whether there is something to archive; also done right after maintenance. */
        @WithDefault("10m")
        Duration every();

        /** How a location of S3 is reached. */
        S3 s3();
    }

    /** How S3 is reached, or what speaks its API. */
    interface S3 {
        /** The server; that of AWS for the region when it is not set. */
        Optional<URI> endpoint();

        /** The region that requests are signed for; most servers but those of AWS take any. */
        @WithDefault("us-east-1")
        String region();

        /** Whether the bucket stands in the path of URLs and not in the host's name; most servers but AWS need it. */
        @WithDefault("false")
        boolean pathStyle();

        /** With the secret key; the default chain of the AWS SDK (environment, profile, role) when not set. */
        Optional<String> accessKey();

        /** With the access key. */
        Optional<String> secretKey();
    }

    /** How Parquet files are written. */
    interface Parquet {
        /** The most memory that one file being written may take, outside of the Java heap; at least 96 MB. */
        @WithDefault("128M")
        MemorySize memory();
    }

    /** How the sizes of partition sets are written down. */
    StatsConfig stats();

    /** How the sizes of partition sets are written down. */
    interface StatsConfig {
        /** How often. */
        @WithDefault("1h")
        Duration every();

        /** How long they are kept. */
        @WithDefault("400d")
        Duration keep();
    }

    /** How tables are migrated. */
    MigrationConfig migration();

    /** How tables are migrated. */
    interface MigrationConfig {
        /** Migrations that are worked at, at once; others wait for their turn, without a connection. */
        @WithDefault("2")
        int atOnce();

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
