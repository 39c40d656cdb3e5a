package io.millrace.partition.attach;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.migrate.MigrationKind;
import io.millrace.partition.migrate.MigrationPlan;
import io.millrace.partition.migrate.MigrationPlan.Block;
import io.millrace.partition.migrate.MigrationPlan.Refusal;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.policy.PartitionConfig;
import io.millrace.partition.shape.Obstacle;
import io.millrace.partition.shape.PartitionSql;
import io.millrace.partition.shape.PartitionSql.Key;
import io.millrace.partition.shape.Recreation;
import io.millrace.partition.shape.ShapeReader;
import io.millrace.partition.shape.TableShape;
import io.millrace.partition.shape.TableShape.Dependent;
import io.millrace.partition.shape.TableShape.Kind;
import io.millrace.partition.shape.Target;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what attaching a table would do. Looks, and touches nothing. */
@ApplicationScoped
class AttachPlanner {
    private static final int SWAP_MILLIS = 500;
    /** Read by VALIDATE and by each index, a second; measured on two slow cores. */
    private static final long BYTES_A_SECOND = 200L << 20;

    private static final String SIZE = """
            SELECT greatest(reltuples, 0)::bigint AS rows, pg_relation_size(oid) AS heap, pg_total_relation_size(oid) AS bytes
              FROM pg_class WHERE oid = to_regclass($1)
            """;
    private static final String INDEX_SIZE = """
            SELECT coalesce(sum(pg_relation_size(c.oid)), 0)::bigint FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass($1) AND c.relname = ANY ($2)
            """;

    private final Transactions transactions;
    private final ShapeReader reader;
    private final PartitionConfig config;
    private final Clock clock;

    AttachPlanner(Transactions transactions, ShapeReader reader, PartitionConfig config, Clock clock) {
        this.transactions = transactions;
        this.reader = reader;
        this.config = config;
        this.clock = clock;
    }

    MigrationPlan plan(MigrationRequest request) {
        if (request.column() == null || request.interval() == null) {
            return MigrationPlan.refused(
                    request,
                    new Refusal(
                            request.column() == null ? "column" : "interval",
                            "is required to attach a table",
                            "name the time column, and hour, day, week, month, quarter or year as the interval"));
        }
        return transactions.run("plan for " + request.table(), client -> plan(client, request));
    }

    private MigrationPlan plan(SqlConnection client, MigrationRequest request) {
        Optional<TableShape> shape = reader.read(client, request.table());
        if (shape.isEmpty() || shape.get().kind() != Kind.PLAIN) {
            String reason = shape.isEmpty() ? "there is no such table" : "it is partitioned already";
            String remedy = shape.isEmpty() ? "check the schema and the name, case counts" : "adopt it";
            return MigrationPlan.refused(request, new Refusal("table " + request.table(), reason, remedy));
        }
        List<Refusal> refusals = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Target target = Target.above(Attaching.column(request), "_p00000000");
        Recreation recreation = Recreation.of(shape.get(), target);
        recreation.refusals().stream().map(AttachPlanner::refusal).forEach(refusals::add);
        warnings.addAll(recreation.warnings());
        RowsLook look = new RowsLook(client, request, shape.get(), refusals, warnings);
        String bounds = refusals.isEmpty() ? look.bounds(clock.instant()) : "its bounds";
        return plan(client, shape.get(), target, bounds, refusals, warnings);
    }

    private MigrationPlan plan(
            SqlConnection client,
            TableShape shape,
            Target target,
            String bounds,
            List<Refusal> refusals,
            List<String> warnings) {
        TableName table = shape.table();
        List<Key> longer = PartitionSql.longer(shape, target);
        var size = client.preparedQuery(SIZE)
                .executeAndAwait(Tuple.of(table.sql()))
                .iterator()
                .next();
        long space = client.preparedQuery(INDEX_SIZE)
                .executeAndAwait(
                        Tuple.of(table.sql(), longer.stream().map(Key::name).toArray(String[]::new)))
                .iterator()
                .next()
                .getLong(0);
        long seconds = size.getLong("heap") * (1 + longer.size()) / BYTES_A_SECOND + 2;
        return new MigrationPlan(
                MigrationKind.ATTACH,
                table,
                actions(shape, longer, bounds),
                refusals,
                warnings,
                size.getLong("rows"),
                size.getLong("bytes"),
                space * 3 / 2,
                seconds,
                blocks(shape));
    }

    private static List<String> actions(TableShape shape, List<Key> longer, String bounds) {
        String table = shape.table().toString();
        List<String> actions = new ArrayList<>();
        actions.add("add a CHECK to %s, NOT VALID: %s".formatted(table, bounds));
        actions.add("validate it: reads %s once".formatted(table));
        longer.forEach(key ->
                actions.add("build CONCURRENTLY, in place of %s: UNIQUE %s".formatted(key.name(), key.definition())));
        actions.add(
                "in one transaction: make the partitioned table %s, and attach the old one as its first partition without reading it"
                        .formatted(table));
        shape.dependents().stream()
                .map(Dependent::object)
                .forEach(object -> actions.add("in the same: point " + object + " to the new table"));
        shape.foreignKeys()
                .forEach(key -> actions.add("in the same: put foreign key %s of %s on again; check its rows afterwards"
                        .formatted(key.name(), key.from())));
        actions.add("make the partitions ahead, and ANALYZE " + table);
        return actions;
    }

    private List<Block> blocks(TableShape shape) {
        long most = config.lockTimeout().toMillis();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block("bounds", "ACCESS EXCLUSIVE", "readers and writers of " + shape.table(), most));
        blocks.add(
                new Block("swap", "ACCESS EXCLUSIVE", "readers and writers of " + shape.table(), most + SWAP_MILLIS));
        shape.foreignKeys().stream()
                .map(key -> key.from().equals(shape.table()) ? key.to() : key.from())
                .distinct()
                .forEach(other -> blocks.add(
                        new Block("swap", "ACCESS EXCLUSIVE", "readers and writers of " + other, SWAP_MILLIS)));
        return blocks;
    }

    private static Refusal refusal(Obstacle obstacle) {
        return new Refusal(obstacle.object(), obstacle.reason(), obstacle.remedy());
    }
}
