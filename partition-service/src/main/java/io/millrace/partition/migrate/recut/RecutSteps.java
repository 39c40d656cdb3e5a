package io.millrace.partition.migrate.recut;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.catalog.PgCatalog;
import io.millrace.partition.migrate.Completion;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.MigrationKind;
import io.millrace.partition.migrate.MigrationPlan;
import io.millrace.partition.migrate.MigrationPlan.Block;
import io.millrace.partition.migrate.MigrationPlan.Refusal;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.migrate.MigrationSteps;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.migrate.Step;
import io.millrace.partition.migrate.recut.Cut.Piece;
import io.millrace.partition.policy.PartitionConfig;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Splits and merges partitions. Which groups are left is seen from the catalog alone, before each of them: a group changes
 * it in one transaction, so whoever comes after a crash finds the next one.
 */
@ApplicationScoped
public class RecutSteps implements MigrationSteps {
    private static final long BYTES_A_SECOND = 30L << 20;
    private static final long SWAP_MILLIS = 1000;

    private final Completion completion;
    private final PgCatalog catalog;
    private final CutRun cuts;
    private final Transactions transactions;
    private final PartitionConfig config;
    private final Pool pool;

    RecutSteps(
            Completion completion,
            PgCatalog catalog,
            CutRun cuts,
            Transactions transactions,
            PartitionConfig config,
            Pool pool) {
        this.completion = completion;
        this.catalog = catalog;
        this.cuts = cuts;
        this.transactions = transactions;
        this.config = config;
        this.pool = pool;
    }

    @Override
    public MigrationKind kind() {
        return MigrationKind.RECUT;
    }

    @Override
    public MigrationRequest completed(MigrationRequest request) {
        return completion.of(request);
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) {
        Optional<Refusal> unfit = unfit(request);
        if (unfit.isPresent()) {
            return MigrationPlan.refused(request, unfit.get());
        }
        List<Cut> all = left(request);
        List<Refusal> refusals = new ArrayList<>();
        long bytes = 0;
        long most = 0;
        long rows = 0;
        for (Cut cut : all) {
            long ofCut = 0;
            for (String source : CutRun.sources(pool, request.table(), cut)) {
                RecutTables.Size size = RecutTables.size(pool, source);
                ofCut += size.bytes();
                rows += size.rows();
                RecutTables.ownOf(pool, source)
                        .forEach(what -> refusals.add(new Refusal(
                                "partition " + source,
                                "the " + what + " hangs on it alone and would go with it",
                                "drop it, or put it on the parent, first")));
            }
            bytes += ofCut;
            most = Math.max(most, ofCut);
            if (cut.pieces().size() > CutPlanner.MOST_PIECES) {
                refusals.add(new Refusal(
                        cut.toString(),
                        "it is more than %d pieces".formatted(CutPlanner.MOST_PIECES),
                        "take a longer interval"));
            }
        }
        RecutTables.referencing(pool, request.table())
                .forEach(key -> refusals.add(new Refusal(
                        "foreign key " + key,
                        "PostgreSQL detaches no partition that a foreign key refers to",
                        "drop it first, and add it again afterwards")));
        return new MigrationPlan(
                request.kind(),
                request.table(),
                all.stream().map(cut -> "move " + cut).toList(),
                refusals,
                List.of(
                        "a group of old partitions is dropped when the new ones have taken its place: rolled back is only the group under way"),
                rows,
                bytes,
                most,
                bytes / BYTES_A_SECOND + 1,
                blocks());
    }

    private Optional<Refusal> unfit(MigrationRequest request) {
        String table = "table " + request.table();
        if (request.column() == null) {
            return Optional.of(new Refusal(
                    table,
                    catalog.table(pool, request.table()).isEmpty()
                            ? "there is no table of this name"
                            : "it is not partitioned by range of one column",
                    "name a partitioned table as schema.table"));
        }
        if (request.interval() == null) {
            return Optional.of(new Refusal(table, "interval: is required", "name the time one partition shall hold"));
        }
        return Optional.empty();
    }

    private List<Block> blocks() {
        long wait = config.lockTimeout().toMillis();
        return List.of(
                new Block("capture", "SHARE ROW EXCLUSIVE", "writers of the old partitions", wait + SWAP_MILLIS),
                new Block("swap", "ACCESS EXCLUSIVE", "readers and writers, once a group", wait + SWAP_MILLIS));
    }

    private List<Cut> left(MigrationRequest request) {
        return transactions.run("partitions of " + request.table(), client -> {
            client.query("SET LOCAL TimeZone = 'UTC'").executeAndAwait(); // months begin at midnight in UTC
            return left(client, catalog, request);
        });
    }

    private static List<Cut> left(SqlClient client, PgCatalog catalog, MigrationRequest request) {
        TableName table = request.table();
        List<Cut> all = new ArrayList<>(
                CutPlanner.plan(request.required(), catalog.partitions(client, table), request.from(), request.to()));
        RecutTables.defaultPartition(client, table).ifPresent(source -> {
            List<Piece> outside = RecutTables.outside(
                    client,
                    table,
                    source,
                    Objects.requireNonNull(request.column()),
                    request.required(),
                    request.from(),
                    request.to());
            if (!outside.isEmpty()) {
                all.add(new Cut(List.of(), outside));
            }
        });
        return all;
    }

    @Override
    public List<Step> steps(Migration migration) {
        return List.of(new Step("recut", this::recut));
    }

    private void recut(Run run) throws InterruptedException {
        MigrationRequest request = run.migration().request();
        for (List<Cut> left = left(request); !left.isEmpty(); left = left(request)) {
            run.checkpoint("group");
            cuts.carryOut(run, left.getFirst());
        }
    }

    @Override
    public boolean reversible() {
        return false;
    }

    @Override
    public void rollback(Run run) {
        cuts.abandon(run);
    }

    /** Nothing is left. */
    @Override
    public void cleanup(Run run) {}
}
