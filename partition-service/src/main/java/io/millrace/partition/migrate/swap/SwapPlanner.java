package io.millrace.partition.migrate.swap;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.catalog.PartitionSets;
import io.millrace.partition.migrate.MigrationKind;
import io.millrace.partition.migrate.MigrationPlan;
import io.millrace.partition.migrate.MigrationPlan.Block;
import io.millrace.partition.migrate.MigrationPlan.Refusal;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.policy.PartitionConfig;
import io.millrace.partition.policy.PartitionSet;
import io.millrace.partition.shape.Recreation;
import io.millrace.partition.shape.ShapeReader;
import io.millrace.partition.shape.TableShape;
import io.millrace.partition.shape.TableShape.Kind;
import io.millrace.partition.shape.Target;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What copying a table into another form would do. */
@ApplicationScoped
class SwapPlanner {
    /** Copied, indexed and compared: what two modest processors do with narrow rows. */
    private static final long BYTES_A_SECOND = 30L << 20;

    /** More than these make planning of queries slow, and are a mistyped year as a rule. */
    private static final int MOST_PARTITIONS = 2000;

    private static final long SWAP_MILLIS = 1000;

    private static final String SIZE = """
            SELECT coalesce(sum(pg_total_relation_size(t.oid)), 0)::bigint AS bytes,
                   coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS rows
              FROM (SELECT to_regclass($1)::oid AS oid
                    UNION SELECT relid::oid FROM pg_partition_tree(to_regclass($1)) WHERE isleaf) t
              JOIN pg_class c ON c.oid = t.oid AND c.relkind IN ('r', 'm')
            """;
    private static final String FOREIGN_PARTITIONS = """
            SELECT c.oid::regclass::text AS name FROM pg_partition_tree(to_regclass($1)) t
              JOIN pg_class c ON c.oid = t.relid WHERE c.relkind = 'f'
            """;

    private final Transactions transactions;
    private final ShapeReader shapes;
    private final PartitionConfig config;
    private final Clock clock;

    SwapPlanner(Transactions transactions, ShapeReader shapes, PartitionConfig config, Clock clock) {
        this.transactions = transactions;
        this.shapes = shapes;
        this.config = config;
        this.clock = clock;
    }

    MigrationPlan plan(MigrationRequest request) {
        return transactions.run("plan for " + request.table(), client -> plan(client, request));
    }

    private MigrationPlan plan(SqlConnection client, MigrationRequest request) {
        client.query("SET LOCAL TimeZone = 'UTC'").executeAndAwait(); // dates are midnights in UTC
        List<Refusal> refusals = new ArrayList<>();
        Optional<TableShape> shape = shapes.read(client, request.table());
        Optional<Refusal> unfit = unfit(client, request, shape);
        if (shape.isEmpty() || unfit.isPresent()) {
            return MigrationPlan.refused(request, unfit.orElseThrow());
        }
        Target target = Exchange.target(request);
        Recreation recreation = Recreation.of(shape.get(), target);
        recreation.refusals().forEach(o -> refusals.add(new Refusal(o.object(), o.reason(), o.remedy())));
        taken(client, target.work(request.table()), refusals);
        taken(client, target.retired(request.table()), refusals);
        List<String> warnings = new ArrayList<>(recreation.warnings());
        int partitions = 0;
        if (target.partitioned() && recreation.refusals().isEmpty()) {
            partitions = partitions(client, request, refusals);
        }
        keyless(shape.get(), Exchange.column(request), warnings);
        var size = client.preparedQuery(SIZE)
                .executeAndAwait(Tuple.of(request.table().sql()))
                .iterator()
                .next();
        long bytes = size.getLong("bytes");
        return new MigrationPlan(
                request.kind(),
                request.table(),
                actions(request, target, recreation, partitions),
                refusals,
                warnings,
                size.getLong("rows"),
                bytes,
                bytes,
                bytes / BYTES_A_SECOND + 1,
                blocks());
    }

    /** What makes it useless to look any further. */
    private Optional<Refusal> unfit(SqlClient client, MigrationRequest request, Optional<TableShape> shape) {
        String table = "table " + request.table();
        boolean undo = request.kind() == MigrationKind.UNDO;
        if (shape.isEmpty()) {
            return Optional.of(new Refusal(table, "there is no table of this name", "name it as schema.table"));
        }
        boolean partitioned = shape.get().kind() == Kind.PARTITIONED;
        if (undo && !partitioned) {
            return Optional.of(new Refusal(table, "it is not partitioned", "there is nothing to undo"));
        }
        if (!undo && partitioned) {
            return Optional.of(new Refusal(
                    table, "it is partitioned already", "adopt it, or change its partitions by kind recut"));
        }
        if (request.column() == null) {
            return Optional.of(new Refusal(
                    table,
                    undo ? "it is not partitioned by range of one column" : "column: is required",
                    undo ? "such a table has to be copied by hand" : "name its time column"));
        }
        if (!undo && request.interval() == null) {
            return Optional.of(new Refusal(table, "interval: is required", "name the time one partition shall hold"));
        }
        return PartitionSets.find(client, request.table())
                .map(PartitionSet::dataset)
                .map(dataset -> new Refusal(
                        table,
                        "it belongs to dataset '%s'".formatted(dataset),
                        "delete the dataset first; its rows stay"))
                .or(() ->
                        client
                                .preparedQuery(FOREIGN_PARTITIONS)
                                .executeAndAwait(Tuple.of(request.table().sql()))
                                .stream()
                                .findFirst()
                                .map(row -> new Refusal(
                                        "partition " + row.getString("name"),
                                        "it is a foreign table",
                                        "detach it, or copy it into a table first")));
    }

    private static void taken(SqlClient client, TableName name, List<Refusal> refusals) {
        if (SwapTables.isThere(client, name)) {
            refusals.add(new Refusal("table " + name, "its name is needed", "rename or drop it"));
        }
    }

    private int partitions(SqlClient client, MigrationRequest request, List<Refusal> refusals) {
        String column = Exchange.column(request);
        TimeSpan span = TimeSpan.read(client, request.table(), column);
        if (span.nulls()) {
            refusals.add(new Refusal(
                    "column " + column,
                    "some rows have no time, and no partition takes them",
                    "give them one, or delete them"));
        }
        if (!span.finite()) {
            refusals.add(new Refusal(
                    "column " + column, "some rows are at infinity", "give them a finite time, or delete them"));
            return 0;
        }
        Instant ahead = request.ahead(clock.instant());
        int partitions = span.partitions(request.required(), ahead, MOST_PARTITIONS + 1);
        if (partitions > MOST_PARTITIONS) {
            refusals.add(new Refusal(
                    "column " + column,
                    "from %s to %s are more than %d partitions of one %s each"
                            .formatted(span.first(), span.last(), MOST_PARTITIONS, request.interval()),
                    "mend mistyped years, or take a longer interval"));
        }
        return partitions;
    }

    private static void keyless(TableShape shape, String column, List<String> warnings) {
        boolean quick = shape.indexes().stream()
                .anyMatch(index -> "p".equals(index.constraint())
                        || index.columns().getFirst().equals(column));
        if (!quick) {
            warnings.add(
                    "the table has neither a primary key nor an index on %s: the whole of it is read whenever changes are brought over, also during the swap"
                            .formatted(column));
        }
    }

    private List<String> actions(MigrationRequest request, Target target, Recreation recreation, int partitions) {
        List<String> actions = new ArrayList<>();
        TableName table = request.table();
        actions.add(
                target.partitioned()
                        ? "create %s, partitioned by %s of %s, with about %d partitions"
                                .formatted(target.work(table), request.interval(), request.column(), partitions)
                        : "create %s, a plain table".formatted(target.work(table)));
        actions.add("capture what is written to %s by triggers".formatted(table));
        actions.add("copy all rows in batches over %d connections"
                .formatted(config.migration().workers()));
        actions.add("build %d indexes".formatted(recreation.indexes().size()));
        actions.add("read again what was written meanwhile, and compare both sides range by range");
        actions.add("exchange the names: %s becomes %s, %s becomes %s"
                .formatted(
                        table, target.retired(table).name(), target.work(table).name(), table));
        if (!recreation.afterSwap().isEmpty()) {
            actions.add("check the foreign keys");
        }
        actions.add("keep %s up to the last change until cleanup or rollback".formatted(target.retired(table)));
        return actions;
    }

    private List<Block> blocks() {
        long wait = config.lockTimeout().toMillis();
        return List.of(
                new Block("capture", "SHARE ROW EXCLUSIVE", "writers", wait + SWAP_MILLIS),
                new Block("swap", "ACCESS EXCLUSIVE", "readers and writers", wait + SWAP_MILLIS));
    }
}
