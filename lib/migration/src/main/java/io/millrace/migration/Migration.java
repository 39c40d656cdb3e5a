package io.millrace.migration;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.MigrationState;
import io.millrace.contract.dataset.TableName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A migration as its line in {@code millrace.migration} tells it.
 *
 * @param id names what the migration makes: logs, triggers, tables
 * @param step the step that is being done or was done last; null before the first
 * @param epoch grows whenever a runner takes the migration over; who holds an older one must not change anything
 * @param rowsTotal an estimate made when it began
 * @param swappedAt when the new table took the place of the old one; null before that and after a rollback
 * @param error why it failed
 */
public record Migration(
        long id,
        MigrationRequest request,
        MigrationState state,
        @Nullable String step,
        int epoch,
        long rowsTotal,
        long bytesTotal,
        long longestStallMillis,
        Instant createdAt,
        @Nullable Instant swappedAt,
        @Nullable Instant finishedAt,
        @Nullable String error) {

    public MigrationKind kind() {
        return request.kind();
    }

    public TableName table() {
        return request.table();
    }
}
