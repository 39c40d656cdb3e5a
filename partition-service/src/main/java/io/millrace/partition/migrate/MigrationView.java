package io.millrace.partition.migrate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.migration.Migration;
import io.millrace.migration.MigrationRequest;
import io.millrace.migration.MigrationState;
import io.millrace.migration.run.CopyProgress;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A migration as the API tells it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Migration", description = "A migration and how far it is.")
public record MigrationView(
        long id,
        MigrationRequest request,
        MigrationState state,

        @Schema(description = "What is being done, or was done last.", examples = "copy") @Nullable
        String step,

        @Schema(description = "An estimate made when it began.")
        long rowsTotal,

        @Schema(description = "Rows copied so far.") long rowsDone,

        @Schema(description = "Rows copied a second, over the last minute of copying.")
        long rowsPerSecond,

        @Schema(description = "How long the copying will still take, roughly; absent when nothing is being copied.")
        @Nullable
        Long secondsLeft,

        @Schema(description = "Ranges of time in which both sides were compared and found equal.")
        int rangesVerified,

        @Schema(description = "The longest that anybody can have waited for a lock of the migration, in milliseconds.")
        long longestStallMillis,

        Instant createdAt,

        @Schema(description = "When the new table took the place of the old one.") @Nullable
        Instant swappedAt,

        @Nullable Instant finishedAt,

        @Schema(description = "Why it failed.") @Nullable String error) {

    static MigrationView of(Migration migration, CopyProgress progress) {
        return new MigrationView(
                migration.id(),
                migration.request(),
                migration.state(),
                migration.step(),
                migration.rowsTotal(),
                progress.rows(),
                progress.rowsPerSecond(),
                migration.state() == MigrationState.RUNNING ? progress.secondsLeft() : null,
                progress.rangesVerified(),
                migration.longestStallMillis(),
                migration.createdAt(),
                migration.swappedAt(),
                migration.finishedAt(),
                migration.error());
    }
}
