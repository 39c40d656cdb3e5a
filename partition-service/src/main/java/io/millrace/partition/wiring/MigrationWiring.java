package io.millrace.partition.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.Obstacle;
import io.millrace.migration.MigrationContext;
import io.millrace.migration.MigrationSettings;
import io.millrace.migration.adopt.AdoptReader;
import io.millrace.migration.attach.AttachSteps;
import io.millrace.migration.recut.RecutSteps;
import io.millrace.migration.run.MigrationRunner;
import io.millrace.migration.run.MigrationStore;
import io.millrace.migration.swap.SwapSteps;
import io.millrace.partition.PartitionConfig;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.Transactions;
import io.quarkus.arc.All;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Migrating and adopting tables. */
@RegisterForReflection(
        targets = {MigrationRequest.class, MigrationPlan.class, Obstacle.class, MigrationPlan.Block.class})
final class MigrationWiring {
    private MigrationWiring() {}

    @Produces
    @Singleton
    static MigrationContext context(
            Jdbi jdbi,
            Transactions transactions,
            PgCatalog catalog,
            PartitionSets sets,
            PartitionConfig config,
            Clock clock) {
        PartitionConfig.MigrationConfig migration = config.migration();
        MigrationSettings settings = new MigrationSettings(
                migration.atOnce(), migration.workers(), migration.batch(), migration.swapRows(), config.lockTimeout());
        return new MigrationContext(jdbi, transactions, catalog, sets, settings, clock);
    }

    @Produces
    @Singleton
    static MigrationStore store(ObjectMapper json) {
        return new MigrationStore(json);
    }

    @Produces
    @Singleton
    static AttachSteps attach(MigrationContext context) {
        return new AttachSteps(context);
    }

    /** @param failPoints production has none; each test's looks for the places that are its own */
    @Produces
    @Singleton
    static MigrationRunner runner(
            MigrationContext context, MigrationStore store, AttachSteps attach, @All List<FailPoint> failPoints) {
        return new MigrationRunner(
                List.of(
                        new SwapSteps(MigrationKind.COPY, context),
                        new SwapSteps(MigrationKind.UNDO, context),
                        new RecutSteps(context),
                        attach),
                store,
                place -> failPoints.forEach(failPoint -> failPoint.reached(place)),
                context);
    }

    @Produces
    @Singleton
    static AdoptReader adoptReader(PgCatalog catalog) {
        return new AdoptReader(catalog);
    }
}
