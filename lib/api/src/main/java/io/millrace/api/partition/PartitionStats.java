package io.millrace.api.partition;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a partition set weighed at a time. */
@Schema(name = "PartitionStats", description = "What a partition set weighed at a time.")
public record PartitionStats(
        Instant at,
        int partitions,

        @Schema(description = "An estimate.") long rows,

        @Schema(description = "On disk, with indexes.") long bytes,

        @Schema(description = "Of the partition that has the most.")
        long largestRows,

        @Schema(description = "Of the partition that has the most.")
        long largestBytes,

        @Schema(description = "The lower bound of the oldest partition; null when it has none.") @Nullable
        Instant oldest,

        @Schema(description = "The upper bound of the newest partition; null when it has none.") @Nullable
        Instant newest) {}
