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

/** The short transaction in which a table becomes a partition of its successor, and what goes before and after it. */
@ApplicationScoped
class AttachSwap {
    private static final int MOST_ROUNDS = 5;

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

    static Recreation sound(Recreation recreation) {
        if (!recreation.refusals().isEmpty()) {
            throw new IllegalStateException(recreation.refusals().toString());
        }
        return recreation;
    }

    static void lock(SqlConnection client, TableName table) {
        client.query("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table.sql()))
                .executeAndAwait();
    }

    static void execute(SqlClient client, List<String> statements) {
        statements.forEach(sql -> client.query(sql).executeAndAwait());
    }
}
