package io.millrace.loader.partition;

import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Target;
import io.millrace.loader.batch.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Sees to it that every row's partition exists. What the catalog says is remembered per table; a partition that was taken
 * away meanwhile shows as a row without a partition, upon which the table is {@linkplain #forget forgotten}.
 */
public final class Partitions {
    private static final Logger LOG = Logger.getLogger(Partitions.class);
    /** The CTE runs first, and its setting ends with the statement's own transaction. */
    private static final String ENSURE = """
            WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', ?, true))
            SELECT millrace.ensure_partitions(format('%I.%I', ?, ?)::regclass, ?, ?) FROM patience""";

    private static final String BOUNDS =
            "SELECT lower, upper FROM millrace.partitions(format('%I.%I', ?, ?)::regclass)";

    private final Duration lockTimeout;
    private final Map<Table, Coverage> known = new ConcurrentHashMap<>();

    private record Table(String schema, String name) {
        static Table of(Target target) {
            return new Table(target.getSchema(), target.getTable());
        }
    }

    /** @param lockTimeout how long making a partition waits for the locks it needs, before it fails with 55P03 */
    public Partitions(Duration lockTimeout) {
        this.lockTimeout = lockTimeout;
    }

    /**
     * Makes the partitions that the batches need and that are not known to be there, in transactions of their own. Batch
     * by batch: a group may hold the year 2015 and today, and nothing between.
     *
     * @param connection in auto-commit mode
     */
    public void ensure(Connection connection, Iterable<Batch> batches) throws SQLException {
        for (Batch batch : batches) {
            Rows rows = batch.message().getRows();
            if (rows.hasMinTime() && rows.hasMaxTime()) {
                ensure(
                        connection,
                        Table.of(rows.getTarget()),
                        Instant.EPOCH.plus(rows.getMinTime(), ChronoUnit.MICROS),
                        Instant.EPOCH.plus(rows.getMaxTime(), ChronoUnit.MICROS));
            }
        }
    }

    /** Drops what is known of a table's partitions. */
    public void forget(Target target) {
        known.remove(Table.of(target));
    }

    private void ensure(Connection connection, Table table, Instant first, Instant last) throws SQLException {
        Coverage coverage = known.get(table);
        if (coverage == null || !coverage.covers(first, last)) {
            int made = make(connection, table, first, last);
            known.put(table, Coverage.of(bounds(connection, table)));
            if (made > 0) {
                LOG.infof("made %d partitions of %s.%s for %s to %s", made, table.schema, table.name, first, last);
            }
        }
    }

    private int make(Connection connection, Table table, Instant first, Instant last) throws SQLException {
        try (PreparedStatement ensure = connection.prepareStatement(ENSURE)) {
            ensure.setString(1, lockTimeout.toMillis() + "ms");
            ensure.setString(2, table.schema);
            ensure.setString(3, table.name);
            ensure.setObject(4, first.atOffset(ZoneOffset.UTC));
            ensure.setObject(5, last.atOffset(ZoneOffset.UTC));
            try (ResultSet made = ensure.executeQuery()) {
                return made.next() ? made.getInt(1) : 0;
            }
        }
    }

    private static List<Coverage.Span> bounds(Connection connection, Table table) throws SQLException {
        List<Coverage.Span> bounds = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(BOUNDS)) {
            select.setString(1, table.schema);
            select.setString(2, table.name);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    bounds.add(new Coverage.Span(time(rows, 1), time(rows, 2)));
                }
            }
        }
        return bounds;
    }

    /** The driver reads -infinity and infinity as the ends of {@link OffsetDateTime}. */
    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
