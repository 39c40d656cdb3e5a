package io.millrace.api.partition;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a partition set grows.
 *
 * @param rowsPerDay from the first to the last of the stats; null when they are less than an hour apart
 * @param stats the oldest first
 */
@Schema(name = "PartitionGrowth", description = "How a partition set grows.")
public record Growth(
        @Schema(examples = "readings") String set,

        @Schema(description = "From the first to the last; null when they are less than an hour apart.") @Nullable
        Long rowsPerDay,

        @Schema(description = "From the first to the last; null when they are less than an hour apart.") @Nullable
        Long bytesPerDay,

        @Schema(description = "The oldest first.") List<PartitionStats> stats) {}
