package io.millrace.partition.maintain;

import io.millrace.partition.apply.PartitionApplier;
import io.millrace.partition.catalog.PgCatalog;
import io.millrace.partition.dataset.DatasetStore;
import io.millrace.partition.maintain.MaintenanceReport.Item;
import io.millrace.partition.maintain.MaintenanceReport.Outcome;
import io.millrace.partition.meter.Meters;
import io.millrace.partition.plan.PartitionChange;
import io.millrace.partition.plan.PartitionPlanner;
import io.millrace.partition.policy.PartitionSet;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Gives tables the partitions that their policies ask for. */
@ApplicationScoped
public class Maintenance {
    private static final Logger LOG = Logger.getLogger(Maintenance.class);

    private final DatasetStore store;
    private final PgCatalog catalog;
    private final PartitionApplier applier;
    private final Meters meters;
    private final Pool pool;
    private final Clock clock;

    Maintenance(
            DatasetStore store, PgCatalog catalog, PartitionApplier applier, Meters meters, Pool pool, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.applier = applier;
        this.meters = meters;
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Maintains every dataset. What fails for one leaves the others alone.
     *
     * @return whether nothing failed
     */
    public boolean runAll() {
        Instant begin = clock.instant();
        boolean whole = true;
        for (PartitionSet set : store.sets(pool)) {
            try {
                whole &= !run(set).failed();
            } catch (RuntimeException e) {
                whole = false;
                meters.failed();
                LOG.errorf(e, "the partitions of dataset %s could not be looked after", set.dataset());
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
                .map(change -> Item.of(change, Outcome.PLANNED, null, null))
                .toList();
        return new MaintenanceReport(set.dataset(), set.table().toString(), now, true, items);
    }

    /**
     * Looks after a dataset that has just changed.
     *
     * @return whether it is there
     */
    public boolean runOne(String dataset) {
        Optional<PartitionSet> set = store.set(pool, dataset);
        set.ifPresentOrElse(this::run, () -> meters.forget(dataset));
        return set.isPresent();
    }

    /** @return what the table needed and what became of it; a change that failed is told, not thrown */
    public MaintenanceReport run(PartitionSet set) {
        Instant now = clock.instant();
        List<Item> items = new ArrayList<>();
        for (PartitionChange change : plan(set, now)) {
            items.add(carryOut(set, change));
        }
        meters.ahead(set.dataset(), PartitionPlanner.ahead(catalog.partitions(pool, set.table()), now));
        return new MaintenanceReport(set.dataset(), set.table().toString(), now, false, items);
    }

    private List<PartitionChange> plan(PartitionSet set, Instant now) {
        List<PartitionChange> changes =
                new ArrayList<>(PartitionPlanner.plan(set.policy(), catalog.partitions(pool, set.table()), now));
        // a unique index is built while its dataset is applied, where somebody hears that rows are in its way
        changes.addAll(catalog.unindexed(pool, set.table(), false));
        return changes;
    }

    private Item carryOut(PartitionSet set, PartitionChange change) {
        try {
            if (change instanceof PartitionChange.Overdue) {
                return Item.of(change, Outcome.PLANNED, null, null);
            }
            Optional<String> made = applier.apply(set.table(), change);
            if (made.isPresent()) {
                LOG.infof("dataset %s: made %s", set.dataset(), made.get());
            }
            return Item.of(change, made.isPresent() ? Outcome.DONE : Outcome.NOTHING_TO_DO, made.orElse(null), null);
        } catch (RuntimeException e) {
            meters.failed();
            LOG.errorf(e, "dataset %s: %s failed", set.dataset(), change);
            return Item.of(change, Outcome.FAILED, null, String.valueOf(e.getMessage()));
        }
    }
}
