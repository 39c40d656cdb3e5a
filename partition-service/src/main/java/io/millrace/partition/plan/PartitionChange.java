package io.millrace.partition.plan;

import java.time.Instant;
import java.util.List;

/** What the partitions of a table need. */
public sealed interface PartitionChange {
    /** Make the partition [lower, upper). */
    record Create(Instant lower, Instant upper) implements PartitionChange {}

    /** The partition is past its retention. Reported only: this release removes nothing. */
    record Overdue(Partition partition) implements PartitionChange {}

    /**
     * Build the partition's part of an index that the parent got after the partition was made.
     *
     * @param index the parent's index, as safe SQL text
     * @param partition as safe SQL text
     * @param part the name for the partition's index, unquoted
     */
    record BuildIndex(String index, String partition, String part, List<String> columns, boolean unique)
            implements PartitionChange {}
}
