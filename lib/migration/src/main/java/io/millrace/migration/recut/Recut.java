package io.millrace.migration.recut;

import io.millrace.partitioning.plan.Partition;
import java.time.Instant;
import java.util.List;

/**
 * Partitions, and what their rows go into. Both cover the same times.
 *
 * @param sources adjacent; empty when the source is the DEFAULT partition
 * @param pieces in the order of time
 */
record Recut(List<Partition> sources, List<Piece> pieces) {
    /** A partition to be made. */
    record Piece(Instant lower, Instant upper) {}

    /** Whether the source is the DEFAULT partition: what none of the pieces takes goes into a new one. */
    boolean ofDefault() {
        return sources.isEmpty();
    }

    @Override
    public String toString() {
        return "%s into %d from %s to %s"
                .formatted(
                        ofDefault()
                                ? "the DEFAULT partition"
                                : String.join(
                                        ", ",
                                        sources.stream().map(Partition::name).toList()),
                        pieces.size(),
                        pieces.getFirst().lower(),
                        pieces.getLast().upper());
    }
}
