package io.millrace.partition.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.archive.log.ArchiveState;
import io.millrace.archive.log.Archived;
import io.millrace.contract.dataset.Expired;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A partition that left its table, as the API tells it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ArchivedPartition", description = "A partition that left its table, and how far it is.")
public record ArchiveView(
        @Schema(examples = "7") long id,
        @Schema(examples = "readings_p20260101") String partition,

        @Schema(description = "The first instant it holds; missing when it has no lower bound.") @Nullable
        Instant lower,

        @Schema(description = "The first instant after it; missing when it has no upper bound.") @Nullable
        Instant upper,

        @Schema(description = "What becomes of it once it is detached.")
        Expired expired,

        @Schema(
                description =
                        "detaching, detached (a table of its own), written (to the archive), verified (read back and compared), dropped, restoring, restored (a partition again), gone (without this service).")
        ArchiveState state,

        @Schema(description = "Restored, and not to be detached again until it is released.")
        boolean held,

        @Schema(description = "Of the Parquet file; its manifest lies beside it with the ending .json.") @Nullable
        String location,

        @Nullable Long rows,
        @Schema(description = "Of the file.") @Nullable Long bytes,
        @Nullable Instant detachedAt,
        @Nullable Instant writtenAt,
        @Nullable Instant verifiedAt,
        @Nullable Instant droppedAt,
        @Nullable Instant restoredAt,

        @Schema(description = "Why the next step could not be done; it is tried again.") @Nullable
        String error) {

    static ArchiveView of(Archived line) {
        return new ArchiveView(
                line.id(),
                line.partition(),
                line.lower(),
                line.upper(),
                line.expired(),
                line.state(),
                line.held(),
                line.location(),
                line.rows(),
                line.bytes(),
                line.times().detached(),
                line.times().written(),
                line.times().verified(),
                line.times().dropped(),
                line.times().restored(),
                line.error());
    }
}
