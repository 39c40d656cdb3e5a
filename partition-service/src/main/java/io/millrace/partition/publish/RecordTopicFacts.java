package io.millrace.partition.publish;

/**
 * A topic of records that is there.
 *
 * @param replication copies of each partition
 * @param retentionMillis how long records are kept; -1 for ever
 */
public record RecordTopicFacts(int partitions, int replication, long retentionMillis) {}
