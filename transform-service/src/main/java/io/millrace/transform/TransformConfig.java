package io.millrace.transform;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The transform service's own settings. */
@ConfigMapping(prefix = "millrace.transform")
public interface TransformConfig {
    /** How many units are transformed at the same time: one a core. Each may take about 10 MB of heap. */
    @WithDefault("2")
    int inFlight();

    /**
     * How long a unit waits for its dataset's definition to arrive on the topic of the datasets. After that it is parked, and
     * tried again later.
     */
    @WithDefault("2s")
    Duration datasetWait();

    /**
     * How many bytes of rows one batch may hold; a unit that gives more is parked with the reason. Rows and rejects together
     * must fit into a Kafka message (16 MiB).
     */
    @WithDefault("12M")
    MemorySize maxBatch();

    /** How the topics of records are read. */
    RecordsConfig records();

    /** How the topics of records are read. */
    interface RecordsConfig {
        /** The consumer group: replicas of one group share the partitions of the topics. */
        @WithDefault("millrace-transform-records")
        String group();

        /** Records from which on a slice is made at once; with fewer at hand it lingers for more. */
        @WithDefault("10000")
        int enoughRecords();

        /** Bytes from which on a slice is made at once. */
        @WithDefault("1M")
        MemorySize mostBytes();

        /** How long a small slice waits for more records. */
        @WithDefault("100ms")
        Duration linger();

        /** The longest value of a record; a longer one is a reject. */
        @WithDefault("1M")
        MemorySize maxRecord();

        /** Bytes of records held in memory over all partitions. */
        @WithDefault("24M")
        MemorySize buffer();

        /**
         * How many offsets a partition's reader may be ahead of what is in PostgreSQL: with PostgreSQL away, records wait in
         * their own topic, whose retention is their owner's choice.
         */
        @WithDefault("1000000")
        long maxAhead();

        /** How often readers compare themselves with the ledger and with Kafka, and commit offsets for others to see. */
        @WithDefault("1s")
        Duration look();

        /** How often Kafka is asked for new partitions and for topics that were made anew. */
        @WithDefault("10s")
        Duration metadataAge();
    }
}
