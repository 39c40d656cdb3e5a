package io.millrace.loader;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the loader loads. */
@ConfigMapping(prefix = "millrace.loader")
public interface LoaderConfig {
    /** How much goes into one transaction. */
    BatchConfig batch();

    /** How much is held in memory. */
    QueueConfig queue();

    /** How long to wait between attempts when PostgreSQL is away. */
    RetryConfig retry();

    /** Partitions on demand. */
    PartitionConfig partition();

    /** The place where raw texts of refused rows are fetched from. */
    OriginalConfig original();

    /** Slices of streams. */
    StreamConfig stream();

    /** Units that cannot become rows for a reason of their own. */
    ParkedConfig parked();

    /** Units that cannot become rows for a reason of their own. */
    interface ParkedConfig {
        /**
         * The wait before a parked unit is tried again; each further wait is twice as long. After a lock that somebody holds it is
         * a fifth of that.
         */
        @WithDefault("5s")
        Duration first();

        /** The longest wait between two attempts. */
        @WithDefault("15m")
        Duration most();

        /** How often the loader looks for parked units that are due, and for tables that have changed. */
        @WithDefault("1s")
        Duration look();

        /**
         * How many bytes of parked units a dataset may have; an upload that would need more fails with the reason. Of a stream
         * one slice a partition is parked, whatever this says.
         */
        @WithDefault("2G")
        MemorySize mostBytes();
    }

    /** Slices of streams. */
    interface StreamConfig {
        /**
         * How long a slice that lies ahead of its stream's position waits for its predecessor. After that it is dropped, and
         * the stream is read again from its position.
         */
        @WithDefault("10s")
        Duration gapWait();
    }

    /** How much goes into one transaction. */
    interface BatchConfig {
        /** Rows from which on a transaction begins at once; with fewer at hand it lingers for more. */
        @WithDefault("10000")
        int enoughRows();

        /** Bytes of messages at which a transaction is full. A single message may be larger. */
        @WithDefault("4M")
        MemorySize mostBytes();

        /** How long a small group waits for more rows. */
        @WithDefault("50ms")
        Duration linger();
    }

    /** How much is held in memory. */
    interface QueueConfig {
        /** Bytes of messages held over all Kafka partitions, those in a transaction included; shared out evenly. */
        @WithDefault("64M")
        MemorySize mostBytes();
    }

    /** How long to wait between attempts when PostgreSQL is away. */
    interface RetryConfig {
        /** The wait before the second attempt; each further wait is twice as long. */
        @WithDefault("200ms")
        Duration first();

        /** The longest wait. */
        @WithDefault("15s")
        Duration most();
    }

    /** Partitions on demand. */
    interface PartitionConfig {
        /** How long making a partition waits for the locks it needs before it is tried again later. */
        @WithDefault("3s")
        Duration lockTimeout();

        /**
         * How many partitions of a table are made on demand within an hour. A unit that needs more is parked, and tried again
         * in the next hour.
         */
        @WithDefault("1000")
        int mostAnHour();

        /**
         * How long partitions are made for one transaction's rows at once. A unit that needs more time is parked and goes on
         * later, so that others do not wait for it.
         */
        @WithDefault("3s")
        Duration atOnce();
    }

    /** The place where raw texts of refused rows are fetched from. */
    interface OriginalConfig {
        /** How long Kafka may take to hand out a unit again. */
        @WithDefault("10s")
        Duration timeout();
    }
}
