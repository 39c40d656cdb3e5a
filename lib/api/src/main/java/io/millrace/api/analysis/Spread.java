package io.millrace.api.analysis;

import io.millrace.contract.dataset.Interval;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The partitions that an interval would give.
 *
 * @param skew the largest partition's rows, as a multiple of the median
 */
@Schema(name = "Spread", description = "The partitions that an interval would give.")
public record Spread(
        Interval interval,

        @Schema(description = "Partitions with rows.") int partitions,

        @Schema(description = "Rows of a partition.") Range rows,

        @Schema(description = "Bytes of a partition, with indexes.")
        Range bytes,

        @Schema(description = "The largest partition's rows, as a multiple of the median.")
        double skew) {
    /** The smallest, the usual and the largest. */
    public record Range(long min, long median, long max) {}
}
