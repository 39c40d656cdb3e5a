package io.millrace.partition.dataset;

import io.millrace.contract.dataset.Dataset;
import io.millrace.partition.meter.PartitionMeters;
import io.millrace.partition.publish.DatasetPublisher;
import io.millrace.partition.publish.RecordTopicAdmin;
import io.millrace.partitioning.apply.PartitionApplier;
import io.millrace.partitioning.apply.TableApplier;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.plan.Evolution;
import io.millrace.partitioning.plan.Mismatch;
import io.millrace.partitioning.plan.PartitionChange;
import io.millrace.partitioning.plan.PartitionPlanner;
import io.millrace.partitioning.plan.TablePlanner;
import io.millrace.partitioning.plan.TablePlanner.TablePlan;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.postgres.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Applies and deletes definitions: table, partitions and the new version in one transaction, then the topic of records and
 * the announcement. A crash or a lost broker between the two is made good by {@link Reconciliation}.
 */
@ApplicationScoped
public class DatasetRegistry {
    private static final int MOST_ROUNDS = 3;

    private final Transactions transactions;
    private final DatasetStore store;
    private final PartitionSets sets;
    private final PgCatalog catalog;
    private final TableApplier tables;
    private final PartitionApplier partitions;
    private final KeyBuild keys;
    private final RecordTopicAdmin topics;
    private final DatasetPublisher publisher;
    private final Event<DatasetChanged> changed;
    private final PartitionMeters meters;
    private final Clock clock;

    DatasetRegistry(
            Transactions transactions,
            DatasetStore store,
            PartitionSets sets,
            PgCatalog catalog,
            TableApplier tables,
            PartitionApplier partitions,
            KeyBuild keys,
            RecordTopicAdmin topics,
            DatasetPublisher publisher,
            Event<DatasetChanged> changed,
            PartitionMeters meters,
            Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.sets = sets;
        this.catalog = catalog;
        this.tables = tables;
        this.partitions = partitions;
        this.keys = keys;
        this.topics = topics;
        this.publisher = publisher;
        this.changed = changed;
        this.meters = meters;
        this.clock = clock;
    }

    /** What a PUT came to. */
    public enum Step {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    /**
     * @param published whether the topic has the version; when not, it will soon
     * @param warnings what its owner may not expect
     */
    public record Applied(StoredDataset stored, Step step, boolean published, List<String> warnings) {}

    /** How far a transaction came. */
    private sealed interface Attempt {}

    /**
     * @param remade whether the table was gone, so that it was made again for a dataset that was there
     * @param partitions how many were made
     */
    private record Committed(StoredDataset stored, Step step, boolean remade, int partitions) implements Attempt {}

    /** Nothing is changed: the table has partitions, which have to be given the index of the key first. */
    private record KeyMissing() implements Attempt {}

    /**
     * Makes the definition the dataset's newest version, unless it is that already.
     *
     * @throws io.millrace.api.ProblemException 409 naming what stands in the way
     */
    public Applied apply(Dataset wanted) {
        DatasetProblems.refuse(topics.refusals(wanted));
        Committed committed;
        try {
            committed = switch (attempt(wanted)) {
                case Committed done -> done;
                case KeyMissing missing -> keys.alone(() -> withKey(wanted));
            };
        } catch (JdbiException e) {
            throw DatasetProblems.of(e);
        }
        meters.created(committed.partitions());
        StoredDataset stored = committed.stored();
        // the topic first: who learns of a dataset looks for it
        boolean published = topics.ensure(List.of(stored.definition()))
                && publisher.publish(stored.definition(), stored.version(), stored.createdAt());
        changed.fireAsync(new DatasetChanged(wanted.name()));
        return new Applied(stored, committed.step(), published, warnings(committed));
    }

    private List<String> warnings(Committed committed) {
        Dataset definition = committed.stored().definition();
        List<String> warnings = new ArrayList<>();
        if (committed.remade()) {
            warnings.add("table: %s was gone; it was made again, without rows".formatted(definition.table()));
        }
        warnings.addAll(Definitions.warnings(definition, clock.instant()));
        return List.copyOf(warnings);
    }

    private Attempt attempt(Dataset wanted) {
        Instant now = clock.instant();
        return transactions.run("dataset " + wanted.name(), handle -> apply(handle, wanted, now));
    }

    private Committed withKey(Dataset wanted) {
        for (int round = 0; round < MOST_ROUNDS; round++) { // a partition may be attached without its part meanwhile
            transactions.run("key of " + wanted.table(), handle -> {
                store.lock(handle);
                plan(handle, wanted, store.latest(handle, wanted.name()).map(StoredDataset::definition))
                        .key()
                        .filter(key -> !key.begun())
                        .ifPresent(key -> tables.apply(handle, List.of(key.index())));
                return true;
            });
            keys.build(wanted);
            if (attempt(wanted) instanceof Committed committed) {
                return committed;
            }
        }
        throw DatasetProblems.keyIncomplete(wanted);
    }

    private Attempt apply(Handle handle, Dataset wanted, Instant now) {
        store.lock(handle);
        Optional<StoredDataset> current = store.latest(handle, wanted.name());
        boolean same =
                current.isPresent() && store.same(handle, wanted, current.get().version());
        boolean gone = catalog.table(handle, wanted.table()).isEmpty();
        // whoever applies it has mended something, be it the definition or the table
        store.retryParked(handle, wanted.name());
        if (same && !gone) {
            return new Committed(current.get(), Step.UNCHANGED, false, 0);
        }
        if (!same) {
            Definitions.mistake(wanted).ifPresent(mistake -> {
                throw DatasetProblems.invalid(mistake.path(), mistake.reason());
            });
        }
        Optional<Dataset> previous = current.map(StoredDataset::definition);
        TablePlan plan = plan(handle, wanted, previous);
        if (plan.key().isPresent()) {
            return new KeyMissing();
        }
        tables.apply(handle, plan.changes());

        PartitionSet set = PartitionSet.of(wanted);
        sets.register(handle, set);
        int made = 0;
        for (PartitionChange change : PartitionPlanner.plan(set, catalog.partitions(handle, set.table()), now)) {
            if (change instanceof PartitionChange.Create create
                    && partitions.create(handle, set.table(), create).isPresent()) {
                made++;
            }
        }
        if (same) {
            return new Committed(current.get(), Step.UNCHANGED, true, made);
        }
        StoredDataset stored = store.add(handle, wanted);
        return new Committed(
                stored, previous.isPresent() ? Step.CHANGED : Step.CREATED, previous.isPresent() && gone, made);
    }

    /** @throws io.millrace.api.ProblemException 409 naming what stands in the way */
    private TablePlan plan(Handle handle, Dataset wanted, Optional<Dataset> previous) {
        DatasetProblems.refuse(
                previous.map(from -> Evolution.refusals(from, wanted)).orElse(List.of()));
        sets.owner(handle, wanted.table())
                .filter(owner -> !owner.equals(wanted.name()))
                .ifPresent(owner -> DatasetProblems.refuse(
                        List.of(new Mismatch("table", "%s belongs to dataset '%s'".formatted(wanted.table(), owner)))));
        TablePlan plan = TablePlanner.plan(wanted, previous, catalog.table(handle, wanted.table()));
        DatasetProblems.refuse(plan.refusals());
        return plan;
    }

    /**
     * Forgets the dataset. Its table stays, with its rows.
     *
     * @throws io.millrace.api.ProblemException 404 when there is none, 409 while uploads are unfinished
     */
    public void delete(String name) {
        List<Integer> versions = transactions.run("dataset " + name, handle -> {
            store.lock(handle);
            long uploads = store.unfinishedUploads(handle, name);
            if (store.latest(handle, name).isPresent() && uploads > 0) {
                throw DatasetProblems.uploadsUnfinished(name, uploads);
            }
            sets.find(handle, name).ifPresent(set -> sets.forget(handle, set.table()));
            store.retryParked(handle, name); // they have nowhere to go any more, which is found out now
            return store.delete(handle, name);
        });
        if (versions.isEmpty()) {
            throw DatasetProblems.unknown(name);
        }
        versions.forEach(version -> publisher.withdraw(name, version));
        changed.fireAsync(new DatasetChanged(name));
    }
}
