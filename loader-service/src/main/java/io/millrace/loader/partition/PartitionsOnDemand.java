package io.millrace.loader.partition;

import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Target;
import io.millrace.loader.batch.Batch;
import io.millrace.postgres.Sql;
import io.millrace.postgres.SqlState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Sees to it that every row's partition exists. What the catalog says is remembered per table; a partition that was taken
 * away meanwhile shows as a row without a partition, upon which the table is {@linkplain #forget forgotten}.
 */
public final class PartitionsOnDemand {
    private static final Logger LOG = Logger.getLogger(PartitionsOnDemand.class);
    /** The CTE runs first, and its setting ends with the statement's own transaction. */
    private static final String ENSURE = """
            WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', :lock_timeout, true))
            SELECT e.lower, e.upper
              FROM patience, millrace.ensure_partition(format('%I.%I', :schema, :table)::regclass, :at, :most) e""";

    private static final String BOUNDS =
            "SELECT lower, upper FROM millrace.partitions(format('%I.%I', :schema, :table)::regclass)";

    private final Duration lockTimeout;
    private final int mostAnHour;
    private final Duration atOnce;
    private final Map<Table, Coverage> known = new ConcurrentHashMap<>();

    private record Table(String schema, String name) {
        static Table of(Target target) {
            return new Table(target.getSchema(), target.getTable());
        }
    }

    /**
     * @param lockTimeout how long making a partition waits for the locks it needs, before it fails with 55P03
     * @param mostAnHour how many partitions of a table are made within an hour, before the next one fails with 55000
     * @param atOnce how long partitions are made for one group, before the next one fails with 57014
     */
    public PartitionsOnDemand(Duration lockTimeout, int mostAnHour, Duration atOnce) {
        this.lockTimeout = lockTimeout;
        this.mostAnHour = mostAnHour;
        this.atOnce = atOnce;
    }

    /**
     * Makes the partitions that the batches' rows need and that are not known to be there, each in a transaction of its own,
     * and no others: a batch may hold the year 2015 and today, and nothing between.
     *
     * @param handle in auto-commit mode
     */
    public void ensure(Handle handle, Iterable<Batch> batches) {
        Making making = new Making(System.nanoTime() + atOnce.toNanos());
        for (Batch batch : batches) {
            Rows rows = batch.message().getRows();
            for (Coverage.Span hours : hours(rows)) {
                ensure(handle, Table.of(rows.getTarget()), hours, making);
            }
        }
    }

    /** How much is being made for one group. At least one partition is made at each attempt, so that all are in the end. */
    private static final class Making {
        private final long deadline;
        private int made;

        Making(long deadline) {
            this.deadline = deadline;
        }

        boolean isEnough() {
            return made > 0 && System.nanoTime() - deadline > 0;
        }
    }

    /** The time that has rows, as far as the batch tells. */
    private static List<Coverage.Span> hours(Rows rows) {
        if (!rows.hasMinTime() || !rows.hasMaxTime()) {
            return List.of();
        }
        if (rows.getHoursList().isEmpty()) {
            return List.of(new Coverage.Span(time(rows.getMinTime()), time(rows.getMaxTime() + 1)));
        }
        return rows.getHoursList().stream()
                .map(run -> new Coverage.Span(
                        Instant.EPOCH.plus(run.getFirst(), ChronoUnit.HOURS),
                        Instant.EPOCH.plus(run.getFirst() + run.getCount(), ChronoUnit.HOURS)))
                .toList();
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Drops what is known of a table's partitions. */
    public void forget(Target target) {
        known.remove(Table.of(target));
    }

    private void ensure(Handle handle, Table table, Coverage.Span hours, Making making) {
        Coverage coverage = known.get(table);
        if (coverage == null) {
            coverage = Coverage.of(bounds(handle, table));
            known.put(table, coverage);
        }
        Instant at = hours.from();
        while (at.isBefore(hours.to())) {
            Optional<Coverage.Span> covered = coverage.around(at);
            if (covered.isEmpty()) {
                if (making.isEnough()) {
                    throw Sql.fault(
                            SqlState.CANCELED,
                            "%s.%s needs many partitions: %d were made, the rest follows"
                                    .formatted(table.schema, table.name, making.made));
                }
                Coverage.Span partition = make(handle, table, at);
                making.made++;
                LOG.infof("%s.%s: partition for %s", table.schema, table.name, at);
                coverage = coverage.and(partition);
                known.put(table, coverage);
                covered = Optional.of(partition);
            }
            at = covered.get().to();
        }
    }

    private Coverage.Span make(Handle handle, Table table, Instant at) {
        return handle.createQuery(ENSURE)
                .bind("lock_timeout", lockTimeout.toMillis() + "ms")
                .bind("schema", table.schema)
                .bind("table", table.name)
                .bind("at", Sql.utc(at))
                .bind("most", mostAnHour)
                .map((row, context) -> span(row))
                .one();
    }

    private static List<Coverage.Span> bounds(Handle handle, Table table) {
        return handle.createQuery(BOUNDS)
                .bind("schema", table.schema)
                .bind("table", table.name)
                .map((row, context) -> span(row))
                .list();
    }

    /** The driver reads -infinity and infinity as the ends of {@link java.time.OffsetDateTime}. */
    private static Coverage.Span span(ResultSet row) throws SQLException {
        return new Coverage.Span(
                Objects.requireNonNull(Sql.instant(row, "lower")), Objects.requireNonNull(Sql.instant(row, "upper")));
    }
}
