package io.millrace.partition.maintain;

import io.millrace.api.partition.MaintenanceReport;
import io.millrace.api.partition.MaintenanceReport.Item;
import io.millrace.api.partition.MaintenanceReport.Outcome;
import io.millrace.archive.expire.PartitionExpiry;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.run.MigrationStore;
import io.millrace.partition.PartitionConfig;
import io.millrace.partition.archive.ExpirySchedule;
import io.millrace.partition.meter.PartitionMeters;
import io.millrace.partitioning.apply.PartitionApplier;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.plan.Partition;
import io.millrace.partitioning.plan.PartitionChange;
import io.millrace.partitioning.plan.PartitionPlanner;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.postgres.ServerError;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Gives tables the partitions that their policies ask for. */
@ApplicationScoped
public class Maintenance {
    private static final Logger LOG = Logger.getLogger(Maintenance.class);

    /** Between the clocks of two machines that are looked after. */
    private static final Duration MOST_APART = Duration.ofHours(1);

    private final PartitionSets sets;
    private final PgCatalog catalog;
    private final MigrationStore migrations;
    private final PartitionApplier applier;
    private final Event<ExpirySchedule.Due> due;
    private final PartitionConfig config;
    private final PartitionMeters meters;
    private final Jdbi jdbi;
    private final Clock clock;

    Maintenance(
            PartitionSets sets,
            PgCatalog catalog,
            MigrationStore migrations,
            PartitionApplier applier,
            Event<ExpirySchedule.Due> due,
            PartitionConfig config,
            PartitionMeters meters,
            Jdbi jdbi,
            Clock clock) {
        this.sets = sets;
        this.catalog = catalog;
        this.migrations = migrations;
        this.applier = applier;
        this.due = due;
        this.config = config;
        this.meters = meters;
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * Maintains every set. All of them are looked at in three statements, however many there are; what fails for one leaves
     * the others alone.
     *
     * @return whether nothing failed
     */
    public boolean runAll() {
        Instant begin = clock.instant();
        boolean whole = true;
        for (var planned : plan(jdbi.withHandle(sets::all), begin).entrySet()) {
            try {
                whole &= !carryOut(planned.getKey(), planned.getValue(), begin).failed();
            } catch (RuntimeException e) {
                whole = false;
                meters.failed();
                LOG.errorf(
                        e,
                        "the partitions of %s could not be looked after",
                        planned.getKey().name());
            }
        }
        Instant end = clock.instant();
        meters.maintained(Duration.between(begin, end));
        if (whole) {
            meters.succeeded(end);
        }
        return whole;
    }

    /** @return what the table needs; nothing is done */
    public MaintenanceReport dryRun(PartitionSet set) {
        Instant now = clock.instant();
        List<Item> items = plan(set, now).stream()
                .map(change -> MaintenanceAnswers.item(change, Outcome.PLANNED, null, null))
                .toList();
        return MaintenanceAnswers.report(set, now, true, items);
    }

    /**
     * Looks after a set that has just changed.
     *
     * @param name of its dataset, or its table
     * @return whether it is there
     */
    public boolean runOne(String name) {
        Optional<PartitionSet> set = jdbi.withHandle(handle -> sets.find(handle, name));
        set.ifPresentOrElse(this::run, () -> meters.forget(name));
        return set.isPresent();
    }

    /** @return what the table needed and what became of it; a change that failed is told, not thrown */
    public MaintenanceReport run(PartitionSet set) {
        Instant now = clock.instant();
        return carryOut(set, plan(set, now), now);
    }

    private List<PartitionChange> plan(PartitionSet set, Instant now) {
        return plan(List.of(set), now).getOrDefault(set, List.of());
    }

    private Map<PartitionSet, List<PartitionChange>> plan(List<PartitionSet> some, Instant now) {
        return jdbi.withHandle(handle -> plan(handle, some, now));
    }

    private Map<PartitionSet, List<PartitionChange>> plan(Handle handle, List<PartitionSet> some, Instant now) {
        List<TableName> tables = some.stream().map(PartitionSet::table).toList();
        var partitions = catalog.partitions(handle, tables);
        // a unique index is built while its dataset is applied, where somebody hears that rows are in its way
        var unindexed = catalog.unindexed(handle, tables, false);
        Set<TableName> unanalyzed = catalog.unanalyzed(handle, tables, now.minus(config.analyzeEvery()));
        Set<TableName> moving = migrations.moving(handle);
        boolean clocksAgree = clocksAgree(handle, now);
        Map<PartitionSet, List<PartitionChange>> plans = new LinkedHashMap<>();
        for (PartitionSet set : some) {
            var existing = partitions.getOrDefault(set.table(), List.of());
            List<PartitionChange> changes = new ArrayList<>(
                    PartitionExpiry.withoutHeld(handle, set.table(), PartitionPlanner.plan(set, existing, now)));
            if (!clocksAgree || moving.contains(set.table())) {
                changes.removeIf(Maintenance::takesAway);
            }
            changes.addAll(unindexed.getOrDefault(set.table(), List.of()));
            if (unanalyzed.contains(set.table())) {
                changes.add(new PartitionChange.Analyze());
            }
            meters.ahead(set.name(), PartitionPlanner.ahead(existing, now));
            plans.put(set, changes);
        }
        return plans;
    }

    /** A clock that was set wrong would have everything expire at once. */
    private boolean clocksAgree(Handle handle, Instant now) {
        Instant database = catalog.clock(handle);
        boolean agree = Duration.between(database, now).abs().compareTo(MOST_APART) <= 0;
        if (!agree) {
            meters.failed();
            LOG.errorf(
                    "this machine's clock says %s, PostgreSQL's %s: no partition is taken away until they agree",
                    now, database);
        }
        return agree;
    }

    /** What a migration reads must stay until it is done with it; the next run takes it away. */
    private static boolean takesAway(PartitionChange change) {
        return switch (change) {
            case PartitionChange.Overdue overdue -> true;
            case PartitionChange.Replace replace -> true;
            case PartitionChange.Create create -> false;
            case PartitionChange.BuildIndex build -> false;
            case PartitionChange.Analyze analyze -> false;
        };
    }

    private MaintenanceReport carryOut(PartitionSet set, List<PartitionChange> changes, Instant now) {
        List<Item> items = new ArrayList<>();
        for (PartitionChange change : changes) {
            items.add(carryOut(set, change));
        }
        if (!changes.isEmpty()) {
            List<Partition> there = jdbi.withHandle(handle -> catalog.partitions(handle, set.table()));
            meters.ahead(set.name(), PartitionPlanner.ahead(there, now));
        }
        if (changes.stream().anyMatch(PartitionChange.Overdue.class::isInstance)) {
            due.fireAsync(new ExpirySchedule.Due());
        }
        return MaintenanceAnswers.report(set, now, false, items);
    }

    private Item carryOut(PartitionSet set, PartitionChange change) {
        try {
            List<String> made = applier.apply(set.table(), change);
            if (made.isEmpty()) {
                return MaintenanceAnswers.item(change, Outcome.NOTHING_TO_DO, null, null);
            }
            String names = String.join(", ", made);
            LOG.infof("%s: %s %s", set.name(), change.getClass().getSimpleName(), names);
            if (isMaking(change)) {
                meters.created(made.size());
            }
            return MaintenanceAnswers.item(change, Outcome.DONE, names, null);
        } catch (RuntimeException e) {
            meters.failed();
            LOG.errorf(e, "%s: %s failed", set.name(), change);
            return MaintenanceAnswers.item(change, Outcome.FAILED, null, ServerError.messageOf(e));
        }
    }

    private static boolean isMaking(PartitionChange change) {
        return change instanceof PartitionChange.Create || change instanceof PartitionChange.Replace;
    }
}
