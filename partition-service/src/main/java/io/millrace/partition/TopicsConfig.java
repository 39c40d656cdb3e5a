package io.millrace.partition;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the topics are made. A topic that is there already is left as it is. */
@ConfigMapping(prefix = "millrace.topics")
public interface TopicsConfig {
    /** Partitions of millrace.units and of millrace.batches: the most replicas of a service that can share the work. */
    @WithDefault("6")
    int partitions();

    /** Copies of each partition; -1 takes the broker's default. */
    @WithDefault("-1")
    short replication();

    /** How long units and batches are kept. One that expires before it is loaded is lost: longer than any outage. */
    @WithDefault("7d")
    Duration retention();

    /** The largest message of units and batches: 16 MiB of payload and what goes around it. */
    @WithDefault("17M")
    MemorySize maxMessage();

    /** How often Kafka is compared with the definitions in the database: the topic of the datasets, topics of records. */
    @WithDefault("30s")
    Duration reconcileEvery();

    /** The topics that producers write to, one a dataset. What the dataset itself says wins. */
    RecordsConfig records();

    /** How a topic of records is made. */
    interface RecordsConfig {
        /** Partitions of a topic of records: the most replicas of transform that can share a dataset's records. */
        @WithDefault("3")
        int partitions();

        /** Copies of each partition; -1 takes the broker's default. */
        @WithDefault("-1")
        short replication();

        /** How long records are kept. One that expires before it is loaded is lost: longer than any outage. */
        @WithDefault("7d")
        Duration retention();

        /** The largest batch of records that a producer may send, as the broker counts it: compressed. */
        @WithDefault("1M")
        MemorySize maxRecord();
    }
}
