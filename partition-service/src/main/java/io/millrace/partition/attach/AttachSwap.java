package io.millrace.partition.attach;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.shape.PartitionSql;
import io.millrace.partition.shape.PartitionSql.Key;
import io.millrace.partition.shape.Recreation;
import io.millrace.partition.shape.ShapeReader;
import io.millrace.partition.shape.TableShape;
import io.millrace.partition.shape.TableShape.Kind;
import io.millrace.partition.shape.Target;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The short transactions in which a table becomes a partition of its successor, or a table again. */
@ApplicationScoped
class AttachSwap {
    private static final int MOST_ROUNDS = 5;
    /** What is brought back under the lock: a second's work. */
    private static final int MOST_ROWS_BACK = 100_000;

    private final Pool pool;
    private final Transactions transactions;
    private final ShapeReader reader;
    private final KeyBuilder keys;
    private final SetRegister register;

    AttachSwap(Pool pool, Transactions transactions, ShapeReader reader, KeyBuilder keys, SetRegister register) {
        this.pool = pool;
        this.transactions = transactions;
        this.reader = reader;
        this.keys = keys;
        this.register = register;
    }

    boolean swapped(SqlClient client, Migration migration) {
        return client.preparedQuery("SELECT FROM pg_class WHERE oid = to_regclass($1) AND relkind = 'p'")
                        .executeAndAwait(Tuple.of(migration.table().sql()))
                        .rowCount()
                > 0;
    }

    /** Makes the parent outside the lock, then exchanges; when the table was changed between the two, once more. */
    void swap(Run run) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Optional<TableShape> prepared = prepare(run);
            if (prepared.isEmpty()) {
                return; // done before a crash
            }
            run.checkpoint("parent is made");
            if (exchange(run, prepared.get())) {
                return;
            }
        }
        throw new IllegalStateException("%s is altered all the time; resume when it is not"
                .formatted(run.migration().table()));
    }

    private Optional<TableShape> prepare(Run run) {
        TableName table = run.migration().table();
        buildKeys(run);
        return run.transaction("parent of " + table, client -> {
            if (swapped(client, run.migration())) {
                return Optional.empty();
            }
            TableShape shape = reader.read(client, table).orElseThrow();
            Target target = Attaching.target(run.migration(), client);
            Recreation recreation = sound(Recreation.of(shape, target));
            String work = target.work(table).sql();
            execute(client, List.of("DROP TABLE IF EXISTS " + work));
            execute(client, recreation.create());
            execute(client, List.of("ALTER TABLE %s DROP CONSTRAINT %s".formatted(work, Bounds.CHECK)));
            execute(client, recreation.indexes());
            return Optional.of(shape);
        });
    }

    /** Builds what is not there yet of the unique indexes with the time column. */
    void buildKeys(Run run) {
        TableName table = run.migration().table();
        for (Key key : longer(run)) {
            run.checkpoint("before key " + key.name());
            keys.build(table, key);
        }
    }

    private List<Key> longer(Run run) {
        return run.transaction("keys of " + run.migration().table(), client -> {
            if (swapped(client, run.migration())) {
                return List.<Key>of();
            }
            TableShape shape = reader.read(client, run.migration().table()).orElseThrow();
            return PartitionSql.longer(shape, Attaching.target(run.migration(), client));
        });
    }

    private boolean exchange(Run run, TableShape prepared) {
        TableName table = run.migration().table();
        return run.locking("swap of " + table, client -> {
            lock(client, table);
            TableShape shape = reader.read(client, table).orElseThrow();
            if (!shape.equals(prepared)) {
                return false;
            }
            Target target = Attaching.target(run.migration(), client);
            Bounds bounds = AttachStore.bounds(client, run.migration().id()).orElseThrow();
            Recreation recreation = Recreation.of(shape, target);
            AttachStore.keep(client, run.migration().id(), PartitionSql.shorter(shape, target));
            execute(client, recreation.atSwap().subList(0, recreation.renamed()));
            execute(
                    client,
                    PartitionSql.join(
                            shape,
                            target,
                            PartitionSql.longer(shape, target),
                            Bounds.CHECK,
                            bounds.lower(),
                            bounds.upper()));
            execute(
                    client,
                    recreation
                            .atSwap()
                            .subList(recreation.renamed(), recreation.atSwap().size()));
            register.add(client, run.migration().request());
            AttachStore.swapped(client, run.migration().id(), true);
            return true;
        });
    }

    void ahead(Run run) {
        TableName table = run.migration().table();
        run.transaction(
                "partitions ahead of " + table,
                client -> register.fill(client, run.migration().request()));
        transactions.run("statistics of " + table, client -> client.query("ANALYZE " + table.sql())
                .executeAndAwait());
    }

    /** Those that were put on again at the swap are checked against the rows that are there. */
    void foreignKeys(Run run) {
        TableName table = run.migration().table();
        List<String> checks = run.transaction("foreign keys of " + table, client -> {
            TableShape shape = reader.read(client, table).orElseThrow();
            Target target =
                    shape.kind() == Kind.PARTITIONED ? Attaching.target(run.migration(), client) : Target.plain();
            return Recreation.of(shape, target).afterSwap();
        });
        for (String check : checks) {
            run.checkpoint("before a foreign key");
            transactions.run("foreign key of " + table, client -> {
                execute(client, List.of(check));
                return null;
            });
        }
    }

    /** Puts the table back in its place, with the rows that were written to other partitions since. */
    void back(Run run, List<Key> shorter) {
        TableName table = run.migration().table();
        TableName part = run.transaction("partition of " + table, client -> {
            Target target = Attaching.target(run.migration(), client);
            demand(wayBackClosed(client, table, target.retired(table)));
            return target.retired(table);
        });
        for (Key key : shorter) {
            run.checkpoint("before key " + key.name());
            keys.build(part, key);
        }
        run.locking("swap back of " + table, client -> {
            lock(client, table);
            demand(wayBackClosed(client, table, part));
            TableShape shape = reader.read(client, table).orElseThrow();
            Target target = Attaching.target(run.migration(), client).back(Kind.PLAIN, null);
            Recreation recreation = sound(Recreation.of(shape, target));
            execute(client, recreation.atSwap().subList(0, recreation.renamed()));
            execute(client, PartitionSql.leave(shape, target, shorter));
            execute(
                    client,
                    recreation
                            .atSwap()
                            .subList(recreation.renamed(), recreation.atSwap().size()));
            execute(client, List.of("DROP TABLE " + target.retired(table).sql()));
            register.remove(client, table);
            AttachStore.swapped(client, run.migration().id(), false);
            return true;
        });
    }

    /** @return why the way back is closed after the swap; before the swap it never is */
    Optional<String> irreversible(Migration migration) {
        if (AttachStore.bounds(pool, migration.id()).isEmpty() || !swapped(pool, migration)) {
            return Optional.empty();
        }
        Target target = Attaching.target(migration, pool);
        return wayBackClosed(pool, migration.table(), target.retired(migration.table()));
    }

    private static void demand(Optional<String> closed) {
        if (closed.isPresent()) {
            throw new IllegalStateException(closed.get());
        }
    }

    private static Optional<String> wayBackClosed(SqlClient client, TableName table, TableName part) {
        boolean there = client.preparedQuery(
                                "SELECT FROM pg_inherits WHERE inhrelid = to_regclass($1) AND inhparent = to_regclass($2)")
                        .executeAndAwait(Tuple.of(part.sql(), table.sql()))
                        .rowCount()
                > 0;
        if (!there) {
            return Optional.of("%s is no partition of %s any more. Clean up, then undo makes the table plain again."
                    .formatted(part, table));
        }
        long rows = client.preparedQuery(
                        "SELECT count(*) FROM (SELECT FROM %s WHERE tableoid <> to_regclass($1)::oid LIMIT %d) AS others"
                                .formatted(table.sql(), MOST_ROWS_BACK + 1))
                .executeAndAwait(Tuple.of(part.sql()))
                .iterator()
                .next()
                .getLong(0);
        return rows <= MOST_ROWS_BACK
                ? Optional.empty()
                : Optional.of(
                        "More than %,d rows of %s are in other partitions, too many to be moved under a lock. Clean up, then undo makes the table plain again."
                                .formatted(MOST_ROWS_BACK, table));
    }

    private static Recreation sound(Recreation recreation) {
        if (!recreation.refusals().isEmpty()) {
            throw new IllegalStateException(recreation.refusals().toString());
        }
        return recreation;
    }

    private static void lock(SqlConnection client, TableName table) {
        client.query("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table.sql()))
                .executeAndAwait();
    }

    private static void execute(SqlClient client, List<String> statements) {
        statements.forEach(sql -> client.query(sql).executeAndAwait());
    }
}
