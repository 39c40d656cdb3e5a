package io.millrace.migration;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import java.util.List;
import java.util.Optional;

/** How one kind of migration is done. The runner finds it by its kind. */
public interface MigrationSteps {
    MigrationKind kind();

    /** @return the request with what the catalog knows and the client need not tell, as the time column of a partitioned table */
    default MigrationRequest completed(MigrationRequest request) {
        return request;
    }

    /** Looks and touches nothing. */
    MigrationPlan plan(MigrationRequest request);

    /** @return all steps, in their order; the same ones whenever it is asked */
    List<MigrationStep> steps(Migration migration);

    /** Whether rollback and cleanup still have something to work on after the last step. */
    default boolean reversible() {
        return true;
    }

    /** @return why it cannot be rolled back as things stand, and what to do instead */
    default Optional<String> irreversible(Migration migration) {
        return Optional.empty();
    }

    /** Makes everything as it was, before the swap or after it. Done again from its beginning after a crash. */
    void rollback(MigrationRun run) throws InterruptedException;

    /** Removes what rollback would have needed. Done again from its beginning after a crash. */
    void cleanup(MigrationRun run) throws InterruptedException;

    /** @return what begins by itself when this one is done */
    default Optional<MigrationRequest> next(Migration migration) {
        return Optional.empty();
    }
}
