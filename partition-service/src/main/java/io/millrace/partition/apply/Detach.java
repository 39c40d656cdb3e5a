package io.millrace.partition.apply;

import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.archive.ArchiveLog;
import io.millrace.partition.archive.ArchiveState;
import io.millrace.partition.archive.ArchiveStep;
import io.millrace.partition.archive.Archived;
import io.millrace.partition.meter.Meters;
import io.millrace.partition.policy.PartitionConfig;
import io.millrace.partition.store.Stores;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes partitions out of their table while others read and write it. PostgreSQL does it in two transactions: the first
 * marks the partition, the second waits for everybody who may still see it. When that takes longer than lock_timeout the
 * partition stays marked, and the next run finishes it.
 */
@ApplicationScoped
public class Detach {
    private static final String STATUS = """
            SELECT c.oid::regclass::text AS partition, i.inhparent::regclass::text AS parent, i.inhdetachpending AS pending
              FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
             WHERE c.oid = $1::bigint::oid
            """;
    private static final String WRONG_STATE = "55000";
    /** A transaction that outlasts these outlasts more; maintenance has other things to do. */
    private static final int ATTEMPTS = 3;

    private final Transactions transactions;
    private final ArchiveLog log;
    private final Stores stores;
    private final FailPoint failPoint;
    private final PartitionConfig config;
    private final Meters meters;
    private final Pool pool;

    Detach(
            Transactions transactions,
            ArchiveLog log,
            Stores stores,
            FailPoint failPoint,
            PartitionConfig config,
            Meters meters,
            Pool pool) {
        this.transactions = transactions;
        this.log = log;
        this.stores = stores;
        this.failPoint = failPoint;
        this.config = config;
        this.meters = meters;
        this.pool = pool;
    }

    /**
     * Detaches a partition that is past its retention. What becomes of it then is another duty's.
     *
     * @return its name; nothing when there is no such partition any more
     * @throws IllegalStateException when it cannot be detached; the message tells why and the remedy
     */
    public Optional<String> expire(TableName table, String partition) {
        Expired expired = log.policy(pool, table).orElse(Expired.KEEP);
        Optional<Archived> line = begin(table, partition, expired);
        line.ifPresent(this::detach);
        return line.map(Archived::partition);
    }

    /**
     * Writes down that the partition is to be detached, and nothing else.
     *
     * @return nothing when there is no such partition
     * @throws IllegalStateException when it is to be archived and there is no archive
     */
    public Optional<Archived> begin(TableName table, String partition, Expired expired) {
        if (expired == Expired.ARCHIVE && !stores.configured()) {
            throw new IllegalStateException("%s stays where it is: %s".formatted(partition, Stores.REMEDY));
        }
        return transactions.run("expiry of " + partition, client -> log.begin(client, table, partition, expired));
    }

    /** Detaches the partition, or finishes it, or finds that it has been done. */
    public void detach(Archived line) {
        failPoint.reached(ArchiveStep.ASKED);
        for (int attempt = 1; ; attempt++) {
            try {
                alter(line);
                break;
            } catch (PgException e) {
                if (!Transactions.busy(e) || attempt >= Math.min(ATTEMPTS, config.lockAttempts())) {
                    throw explained(line, e);
                }
                meters.lockRetry();
                Transactions.pause(config.lockBackoff().multipliedBy(attempt), e);
            }
        }
        failPoint.reached(ArchiveStep.DETACHED);
        Status status = status(line);
        log.reached(pool, line, status == null ? ArchiveState.GONE : ArchiveState.DETACHED);
    }

    private record Status(
            String partition,
            @Nullable String parent,
            @Nullable Boolean pending) {}

    private @Nullable Status status(Archived line) {
        var rows =
                pool.preparedQuery(STATUS).executeAndAwait(Tuple.of(line.oid())).iterator();
        if (!rows.hasNext()) {
            return null;
        }
        var row = rows.next();
        return new Status(row.getString("partition"), row.getString("parent"), row.getBoolean("pending"));
    }

    private void alter(Archived line) {
        Status status = status(line);
        if (status == null || status.parent() == null) {
            return;
        }
        String sql = "ALTER TABLE %s DETACH PARTITION %s %s"
                .formatted(
                        status.parent(),
                        status.partition(),
                        Boolean.TRUE.equals(status.pending()) ? "FINALIZE" : "CONCURRENTLY");
        // not in a transaction of ours, so the setting is the session's, and has to be taken back
        SqlConnection connection = pool.getConnectionAndAwait();
        try {
            connection
                    .query("SET lock_timeout = " + config.lockTimeout().toMillis())
                    .executeAndAwait();
            try {
                connection.query(sql).executeAndAwait();
            } finally {
                connection.query("RESET lock_timeout").executeAndAwait();
            }
        } finally {
            connection.closeAndAwait();
        }
    }

    private static RuntimeException explained(Archived line, PgException e) {
        if (Transactions.busy(e)) {
            return new IllegalStateException(
                    "%s is still in use by transactions that began before; it is detached once they have ended: the next run finishes it"
                            .formatted(line.partition()),
                    e);
        }
        if (WRONG_STATE.equals(e.getSqlState())) {
            return new IllegalStateException(
                    "%s cannot be detached beside others' work: %s. Detach a DEFAULT partition of %s first, or finish another partition's pending detach (ALTER TABLE … DETACH PARTITION … FINALIZE)"
                            .formatted(line.partition(), e.getErrorMessage(), line.table()),
                    e);
        }
        return e;
    }
}
