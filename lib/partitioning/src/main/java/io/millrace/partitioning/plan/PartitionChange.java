package io.millrace.partitioning.plan;

import java.time.Instant;
import java.util.List;

/** What the partitions of a table need. */
public sealed interface PartitionChange {
    /** Make the partition [lower, upper). */
    record Create(Instant lower, Instant upper) implements PartitionChange {}

    /** The partition is past its retention: detach it. What becomes of it then is not maintenance's. */
    record Overdue(Partition partition) implements PartitionChange {}

    /**
     * Put others in the place of partitions that lie ahead and are empty, since the interval has changed. A partition that
     * has rows stays, and with it those beside it.
     *
     * @param old in the order of time; they touch one another
     * @param instead cover exactly what the old ones do
     */
    record Replace(List<Partition> old, List<Create> instead) implements PartitionChange {
        /** Short: there may be hundreds of them. */
        @Override
        public String toString() {
            return "Replace[%d partitions by %d in %s to %s]"
                    .formatted(
                            old.size(),
                            instead.size(),
                            old.getFirst().lower(),
                            old.getLast().upper());
        }
    }

    /**
     * Build the partition's part of an index that the parent got after the partition was made.
     *
     * @param index the parent's index, as safe SQL text
     * @param partition as safe SQL text
     * @param part the name for the partition's index, unquoted
     */
    record BuildIndex(String index, String partition, String part, List<String> columns, boolean unique)
            implements PartitionChange {}

    /** Give the planner statistics of the table as a whole: PostgreSQL gathers those of partitions by itself, not of parents. */
    record Analyze() implements PartitionChange {}
}
