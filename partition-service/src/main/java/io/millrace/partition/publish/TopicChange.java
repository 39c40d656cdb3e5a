package io.millrace.partition.publish;

/** What a topic of records needs. */
public sealed interface TopicChange {
    /** Its name. */
    String topic();

    /** Make it. */
    record Create(String topic, int partitions, short replication, long retentionMillis) implements TopicChange {}

    /** Give it more partitions. */
    record Grow(String topic, int partitions) implements TopicChange {}

    /** Keep its records for another time. */
    record Retain(String topic, long retentionMillis) implements TopicChange {}
}
