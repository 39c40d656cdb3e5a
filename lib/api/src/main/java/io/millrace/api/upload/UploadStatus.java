package io.millrace.api.upload;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a client is told of its upload. */
@Schema(name = "Upload", description = "An upload and how far it is on its way into the table.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UploadStatus(
        @Schema(description = "The job's id.", examples = "0b63be6a-0f5d-8e0c-9c8a-0d1b7c0e1f11")
        UUID id,

        @Schema(examples = "readings") String dataset,

        @Schema(description = "The dataset's version that the upload is checked against.", examples = "1")
        int datasetVersion,

        @Schema(
                description =
                        "receiving: the body is not here as a whole yet. loading: Kafka has all of it. attention: units of it are parked, see reason; the others go on, and it goes on to be loaded once they are in or discarded. complete: all rows are committed; a reason tells of another file that came under its key afterwards. complete_with_rejects: so are they, but for the rejected ones. failed, aborted: it ended before, see reason.")
        UploadState state,

        @Schema(
                description =
                        "Why the job failed, was aborted, was interrupted last, or has parked units, and what mends it.")
        @Nullable
        String reason,

        @Schema(description = "The file's name as the client told it.", examples = "readings.csv")
        String sourceName,

        @Schema(description = "Whether rows are only checked.")
        boolean dryRun,

        Units units,
        Rows rows,
        Bytes bytes,

        @Schema(description = "When the body began to arrive.")
        Instant startedAt,

        @Schema(description = "When Kafka had all of it.") @Nullable
        Instant receivedAt,

        @Schema(description = "When the last row was committed.") @Nullable
        Instant completedAt,

        @Schema(description = "Loaded rows for each second from startedAt to completedAt.", examples = "512000.0")
        @Nullable
        Double rowsPerSecond) {

    /** Work units: slices of about 10,000 rows or 1 MiB. */
    @Schema(name = "UploadUnits", description = "Work units: slices of about 10,000 rows or 1 MiB.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Units(
            @Nullable Integer received,
            long loaded,

            @Schema(description = "Of these no rows could be made so far; see /v1/parked.")
            long parked) {}

    /** Rows. */
    @Schema(
            name = "UploadRows",
            description =
                    "Rows that are committed, that were rejected, and that came a second time with their unit and were dropped.")
    public record Rows(long loaded, long rejected, long duplicate) {}

    /** Bytes. */
    @Schema(
            name = "UploadBytes",
            description = "Bytes received (unpacked, as UTF-8), as sent over the wire, and in committed units.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Bytes(@Nullable Long received, @Nullable Long wire, long loaded) {}
}
