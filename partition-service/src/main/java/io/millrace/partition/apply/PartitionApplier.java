package io.millrace.partition.apply;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.plan.Partition;
import io.millrace.partition.plan.PartitionChange;
import io.millrace.partition.plan.PartitionChange.Analyze;
import io.millrace.partition.plan.PartitionChange.BuildIndex;
import io.millrace.partition.plan.PartitionChange.Create;
import io.millrace.partition.plan.PartitionChange.Replace;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Carries out what a partitioned table needs. */
@ApplicationScoped
public class PartitionApplier {
    private static final String PART = """
            SELECT c.oid::regclass::text AS index FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass($1) AND c.relname = $2 AND i.indisvalid = $3
            """;

    private static final String CHILD = """
            SELECT format('%I.%I', n.nspname, c.relname)
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE i.inhparent = to_regclass($1) AND c.relname = $2
            """;
    /** The server version that knows ANALYZE ONLY. */
    private static final int ANALYZE_ONLY = 180000;

    private final Transactions transactions;
    private final Pool pool;

    PartitionApplier(Transactions transactions, Pool pool) {
        this.transactions = transactions;
        this.pool = pool;
    }

    /**
     * Carries one change out, in transactions of its own.
     *
     * @return the name of what was made; nothing when there was nothing to do (any more)
     */
    public Optional<String> apply(TableName table, PartitionChange change) {
        return switch (change) {
            case Create create -> transactions.run("partition of " + table, client -> create(client, table, create));
            case BuildIndex build -> Optional.of(build(build));
            case PartitionChange.Overdue overdue -> Optional.empty(); // this release removes nothing
            case Replace replace -> replace(table, replace);
            case Analyze analyze -> Optional.of(analyze(table));
        };
    }

    /** Makes a partition in the transaction of the client. */
    public Optional<String> create(SqlClient client, TableName table, Create create) {
        String name = client.preparedQuery("SELECT millrace.create_partition($1::text::regclass, $2, $3)::text")
                .executeAndAwait(Tuple.of(
                        table.sql(),
                        create.lower().atOffset(ZoneOffset.UTC),
                        create.upper().atOffset(ZoneOffset.UTC)))
                .iterator()
                .next()
                .getString(0);
        return Optional.ofNullable(name);
    }

    /** Looks without a lock first: a partition with rows would cost the lock at every run. */
    private Optional<String> replace(TableName table, Replace replace) {
        List<String> old = replace.old().stream()
                .flatMap(partition -> child(table, partition).stream())
                .toList();
        if (old.size() < replace.old().size() || old.stream().anyMatch(child -> hasRows(pool, child))) {
            return Optional.empty();
        }
        return transactions.run("partitions of " + table, client -> {
            client.query("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(String.join(", ", old)))
                    .executeAndAwait();
            if (old.stream().anyMatch(child -> hasRows(client, child))) {
                return Optional.empty();
            }
            client.query("DROP TABLE " + String.join(", ", old)).executeAndAwait();
            List<String> made = replace.instead().stream()
                    .flatMap(create -> create(client, table, create).stream())
                    .toList();
            return Optional.of(String.join(", ", made));
        });
    }

    private Optional<String> child(TableName table, Partition partition) {
        var rows = pool.preparedQuery(CHILD)
                .executeAndAwait(Tuple.of(table.sql(), partition.name()))
                .iterator();
        return rows.hasNext() ? Optional.of(rows.next().getString(0)) : Optional.empty();
    }

    private static boolean hasRows(SqlClient client, String table) {
        return client.query("SELECT FROM %s LIMIT 1".formatted(table))
                        .executeAndAwait()
                        .rowCount()
                > 0;
    }

    /** Of the parent alone where PostgreSQL can do that; before 18 its partitions are analysed with it. */
    private String analyze(TableName table) {
        transactions.run("statistics of " + table, client -> {
            int version = client.query("SELECT current_setting('server_version_num')::integer")
                    .executeAndAwait()
                    .iterator()
                    .next()
                    .getInteger(0);
            return client.query((version >= ANALYZE_ONLY ? "ANALYZE ONLY " : "ANALYZE ") + table.sql())
                    .executeAndAwait();
        });
        return table.toString();
    }

    /**
     * Without lock_timeout and outside a transaction: CONCURRENTLY waits for the transactions before it, but nobody who
     * reads or writes waits for it.
     */
    private String build(BuildIndex build) {
        SqlConnection connection = pool.getConnectionAndAwait();
        try {
            // what a broken attempt left behind stays invalid for ever
            find(connection, build, false).ifPresent(broken -> connection
                    .query("DROP INDEX CONCURRENTLY " + broken)
                    .executeAndAwait());
            if (find(connection, build, true).isEmpty()) {
                connection
                        .query("CREATE %sINDEX CONCURRENTLY %s ON %s (%s)"
                                .formatted(
                                        build.unique() ? "UNIQUE " : "",
                                        quote(build.part()),
                                        build.partition(),
                                        Ddl.list(build.columns())))
                        .executeAndAwait();
            }
            String built = find(connection, build, true).orElseThrow();
            transactions.run("index of " + build.partition(), client -> client.query(
                            "ALTER INDEX %s ATTACH PARTITION %s".formatted(build.index(), built))
                    .executeAndAwait());
            return built;
        } finally {
            connection.closeAndAwait();
        }
    }

    /** Takes an index away again, from the parent and from all partitions. */
    public void drop(BuildIndex build) {
        SqlConnection connection = pool.getConnectionAndAwait();
        try {
            find(connection, build, false).ifPresent(broken -> connection
                    .query("DROP INDEX CONCURRENTLY " + broken)
                    .executeAndAwait());
        } finally {
            connection.closeAndAwait();
        }
        transactions.run("index " + build.index(), client -> client.query("DROP INDEX " + build.index())
                .executeAndAwait());
    }

    private static Optional<String> find(SqlClient client, BuildIndex build, boolean valid) {
        var rows = client.preparedQuery(PART)
                .executeAndAwait(Tuple.of(build.partition(), build.part(), valid))
                .iterator();
        return rows.hasNext() ? Optional.of(rows.next().getString(0)) : Optional.empty();
    }
}
