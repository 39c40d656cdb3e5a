package io.millrace.partition.report;

import io.millrace.partitioning.catalog.PgCatalog.SizedPartition;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A partition as the API tells it. */
@Schema(name = "Partition", description = "A partition and its size.")
public record PartitionView(
        @Schema(description = "The table's name, in the schema of its parent.", examples = "readings_p20260101")
        String name,

        @Schema(description = "The first instant it holds; null when it has no lower bound.") @Nullable
        Instant lower,

        @Schema(description = "The first instant after it; null when it has no upper bound.") @Nullable
        Instant upper,

        @Schema(description = "An estimate: as of the last ANALYZE, or else as the statistics count.")
        long rows,

        @Schema(description = "On disk, with indexes and large values.")
        long bytes) {

    static PartitionView of(SizedPartition sized) {
        var partition = sized.partition();
        return new PartitionView(
                partition.name(),
                partition.begins() ? partition.lower() : null,
                partition.ends() ? partition.upper() : null,
                sized.rows(),
                sized.bytes());
    }
}
