package io.millrace.partitioning.apply;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.plan.Partition;
import io.millrace.partitioning.plan.PartitionChange;
import io.millrace.partitioning.plan.PartitionChange.Analyze;
import io.millrace.partitioning.plan.PartitionChange.BuildIndex;
import io.millrace.partitioning.plan.PartitionChange.Create;
import io.millrace.partitioning.plan.PartitionChange.Overdue;
import io.millrace.partitioning.plan.PartitionChange.Replace;
import io.millrace.postgres.Sql;
import io.millrace.postgres.Transactions;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Carries out what a partitioned table needs. */
public final class PartitionApplier {
    private static final String PART = """
            SELECT c.oid::regclass::text AS index FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass(?) AND c.relname = ? AND i.indisvalid = ?
            """;

    private static final String CHILD = """
            SELECT format('%I.%I', n.nspname, c.relname)
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE i.inhparent = to_regclass(?) AND c.relname = ?
            """;
    /** The server version that knows ANALYZE ONLY. */
    private static final int ANALYZE_ONLY = 180000;

    private final Transactions transactions;
    private final Expiry expiry;
    private final Jdbi jdbi;

    public PartitionApplier(Transactions transactions, Expiry expiry, Jdbi jdbi) {
        this.transactions = transactions;
        this.expiry = expiry;
        this.jdbi = jdbi;
    }

    /**
     * Carries one change out, in transactions of its own.
     *
     * @return the names of what was made; none when there was nothing to do (any more)
     */
    public List<String> apply(TableName table, PartitionChange change) {
        return switch (change) {
            case Create create ->
                transactions.run("partition of " + table, handle -> create(handle, table, create)).stream()
                        .toList();
            case BuildIndex build -> List.of(build(build));
            case Overdue overdue ->
                expiry.expire(table, overdue.partition().name()).stream().toList();
            case Replace replace -> replace(table, replace);
            case Analyze analyze -> List.of(analyze(table));
        };
    }

    /** Makes a partition in the transaction of the handle. */
    public Optional<String> create(Handle handle, TableName table, Create create) {
        return handle.createQuery("SELECT millrace.create_partition(?::text::regclass, ?, ?)::text")
                .bind(0, table.sql())
                .bind(1, Sql.utc(create.lower()))
                .bind(2, Sql.utc(create.upper()))
                .mapTo(String.class)
                .findOne();
    }

    /** Looks without a lock first: a partition with rows would cost the lock at every run. */
    private List<String> replace(TableName table, Replace replace) {
        List<String> old = jdbi.withHandle(handle -> emptyChildren(handle, table, replace.old()));
        if (old.size() < replace.old().size()) {
            return List.of();
        }
        return transactions.run("partitions of " + table, handle -> {
            Sql.execute(handle, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(String.join(", ", old)));
            if (old.stream().anyMatch(child -> hasRows(handle, child))) {
                return List.of();
            }
            Sql.execute(handle, "DROP TABLE " + String.join(", ", old));
            return replace.instead().stream()
                    .flatMap(create -> create(handle, table, create).stream())
                    .toList();
        });
    }

    private static List<String> emptyChildren(Handle handle, TableName table, List<Partition> partitions) {
        return partitions.stream()
                .flatMap(partition -> handle
                        .createQuery(CHILD)
                        .bind(0, table.sql())
                        .bind(1, partition.name())
                        .mapTo(String.class)
                        .findFirst()
                        .stream())
                .filter(child -> !hasRows(handle, child))
                .toList();
    }

    private static boolean hasRows(Handle handle, String table) {
        return handle.createQuery("SELECT EXISTS (SELECT FROM %s)".formatted(table))
                .mapTo(Boolean.class)
                .one();
    }

    /** Of the parent alone where PostgreSQL can do that; before 18 its partitions are analysed with it. */
    private String analyze(TableName table) {
        return transactions.run("statistics of " + table, handle -> {
            int version = handle.createQuery("SELECT current_setting('server_version_num')::integer")
                    .mapTo(Integer.class)
                    .one();
            Sql.execute(handle, (version >= ANALYZE_ONLY ? "ANALYZE ONLY " : "ANALYZE ") + table.sql());
            return table.toString();
        });
    }

    /**
     * Without lock_timeout and outside a transaction: CONCURRENTLY waits for the transactions before it, but nobody who
     * reads or writes waits for it.
     */
    private String build(BuildIndex build) {
        String built = jdbi.withHandle(handle -> {
            dropBroken(handle, build);
            if (find(handle, build, true).isEmpty()) {
                Sql.execute(
                        handle,
                        "CREATE %sINDEX CONCURRENTLY %s ON %s (%s)"
                                .formatted(
                                        build.unique() ? "UNIQUE " : "",
                                        quote(build.part()),
                                        build.partition(),
                                        Ddl.list(build.columns())));
            }
            return find(handle, build, true).orElseThrow();
        });
        return transactions.run("index of " + build.partition(), handle -> {
            Sql.execute(handle, "ALTER INDEX %s ATTACH PARTITION %s".formatted(build.index(), built));
            return built;
        });
    }

    /** Takes an index away again, from the parent and from all partitions. */
    public void drop(BuildIndex build) {
        jdbi.useHandle(handle -> dropBroken(handle, build));
        transactions.run("index " + build.index(), handle -> Sql.execute(handle, "DROP INDEX " + build.index()));
    }

    /** What a broken attempt left behind stays invalid for ever. */
    private static void dropBroken(Handle handle, BuildIndex build) {
        find(handle, build, false).ifPresent(broken -> Sql.execute(handle, "DROP INDEX CONCURRENTLY " + broken));
    }

    private static Optional<String> find(Handle handle, BuildIndex build, boolean valid) {
        return handle.createQuery(PART)
                .bind(0, build.partition())
                .bind(1, build.part())
                .bind(2, valid)
                .mapTo(String.class)
                .findOne();
    }
}
