package io.millrace.partition.dataset;

import io.millrace.contract.dataset.Dataset;
import io.millrace.partition.apply.PartitionApplier;
import io.millrace.partition.apply.TableApplier;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.catalog.PgCatalog;
import io.millrace.partition.plan.Evolution;
import io.millrace.partition.plan.PartitionChange;
import io.millrace.partition.plan.PartitionPlanner;
import io.millrace.partition.plan.Refusal;
import io.millrace.partition.plan.TablePlanner;
import io.millrace.partition.plan.TablePlanner.TablePlan;
import io.millrace.partition.policy.PartitionSet;
import io.millrace.partition.policy.Policy;
import io.millrace.partition.publish.DatasetPublisher;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Applies and deletes definitions: table, partitions and the new version in one transaction, then the announcement. A
 * crash or a lost broker between the two is made good by {@link Reconciliation}.
 */
@ApplicationScoped
public class Datasets {
    private final Transactions transactions;
    private final DatasetStore store;
    private final PgCatalog catalog;
    private final TableApplier tables;
    private final PartitionApplier partitions;
    private final DatasetPublisher publisher;
    private final Event<DatasetChanged> changed;
    private final Clock clock;

    Datasets(
            Transactions transactions,
            DatasetStore store,
            PgCatalog catalog,
            TableApplier tables,
            PartitionApplier partitions,
            DatasetPublisher publisher,
            Event<DatasetChanged> changed,
            Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.catalog = catalog;
        this.tables = tables;
        this.partitions = partitions;
        this.publisher = publisher;
        this.changed = changed;
        this.clock = clock;
    }

    /** What a PUT came to. */
    public enum Step {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    /** @param published whether the topic has the version; when not, it will soon */
    public record Applied(StoredDataset stored, Step step, boolean published) {}

    private record Committed(StoredDataset stored, Step step) {}

    /**
     * Makes the definition the dataset's newest version, unless it is that already.
     *
     * @throws io.millrace.edge.problem.ProblemException 409 naming what stands in the way
     */
    public Applied apply(Dataset wanted) {
        Instant now = clock.instant();
        Committed committed;
        try {
            committed = transactions.run("dataset " + wanted.name(), client -> apply(client, wanted, now));
        } catch (PgException e) {
            throw DatasetProblems.of(e);
        }
        StoredDataset stored = committed.stored();
        boolean published = publisher.publish(stored.definition(), stored.version(), stored.createdAt());
        changed.fireAsync(new DatasetChanged(wanted.name()));
        return new Applied(stored, committed.step(), published);
    }

    private Committed apply(SqlConnection client, Dataset wanted, Instant now) {
        store.lock(client);
        Optional<StoredDataset> current = store.latest(client, wanted.name());
        if (current.isPresent() && store.same(client, wanted, current.get().version())) {
            return new Committed(current.get(), Step.UNCHANGED);
        }
        DefaultCheck.check(client, wanted);
        Optional<Dataset> previous = current.map(StoredDataset::definition);
        DatasetProblems.refuse(
                previous.map(from -> Evolution.refusals(from, wanted)).orElse(List.of()));
        store.owner(client, wanted.table())
                .filter(owner -> !owner.equals(wanted.name()))
                .ifPresent(owner -> DatasetProblems.refuse(
                        List.of(new Refusal("table", "%s belongs to dataset '%s'".formatted(wanted.table(), owner)))));

        TablePlan plan = TablePlanner.plan(wanted, previous, catalog.table(client, wanted.table()));
        DatasetProblems.refuse(plan.refusals());
        tables.apply(client, plan.changes());

        PartitionSet set = new PartitionSet(wanted.name(), wanted.table(), Policy.of(wanted));
        store.register(client, set, wanted.timeColumn());
        for (PartitionChange change :
                PartitionPlanner.plan(set.policy(), catalog.partitions(client, set.table()), now)) {
            if (change instanceof PartitionChange.Create create) {
                partitions.create(client, set.table(), create);
            }
        }
        StoredDataset stored = store.add(client, wanted);
        return new Committed(stored, previous.isPresent() ? Step.CHANGED : Step.CREATED);
    }

    /**
     * Forgets the dataset. Its table stays, with its rows.
     *
     * @throws io.millrace.edge.problem.ProblemException 404 when there is none, 409 while uploads are unfinished
     */
    public void delete(String name) {
        List<Integer> versions = transactions.run("dataset " + name, client -> {
            store.lock(client);
            long uploads = store.unfinishedUploads(client, name);
            if (store.latest(client, name).isPresent() && uploads > 0) {
                throw DatasetProblems.uploadsUnfinished(name, uploads);
            }
            return store.delete(client, name);
        });
        if (versions.isEmpty()) {
            throw DatasetProblems.unknown(name);
        }
        versions.forEach(version -> publisher.withdraw(name, version));
        changed.fireAsync(new DatasetChanged(name));
    }
}
