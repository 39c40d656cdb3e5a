package io.millrace.loader.write;

import io.millrace.loader.Meters;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.Group;
import io.millrace.loader.batch.StreamKey;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.ledger.JobRow;
import io.millrace.loader.ledger.Jobs;
import io.millrace.loader.ledger.Streams;
import io.millrace.loader.partition.Partitions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;

/**
 * BEGIN and COMMIT around a {@link LoadTransaction}, and what comes before BEGIN because others must not wait for it: job
 * rows and partitions.
 */
record GroupTransaction(Partitions partitions, Meters meters) {
    /** A COMMIT whose answer never came. */
    static final class InDoubtException extends SQLException {
        InDoubtException(SQLException cause) {
            super("the outcome of COMMIT is unknown: " + cause.getMessage(), cause.getSQLState(), cause);
        }
    }

    /**
     * @param connection in auto-commit mode, and again afterwards, unless it is gone
     * @throws InDoubtException when nobody knows whether it is committed
     */
    Loaded run(Connection connection, Group group, Mode mode, FetchedOriginals originals)
            throws SQLException, FetchedOriginals.MissingException, Slices.GapException {
        Map<UUID, JobRow> jobs = jobs(connection, group);
        partitions.ensure(connection, forTables(group, jobs));
        partitions.ensure(connection, forTables(connection, group));
        long begun = System.nanoTime();
        connection.setAutoCommit(false);
        try {
            LoadTransaction load = new LoadTransaction(connection, group, jobs, mode, originals, meters);
            List<Loaded.Unit> units = load.run();
            commit(connection);
            load.countUnchanged();
            return new Loaded(units, load.freed(), Duration.ofNanos(System.nanoTime() - begun));
        } catch (SQLException | FetchedOriginals.MissingException | Slices.GapException | RuntimeException | Error e) {
            rollback(connection, e);
            throw e;
        }
    }

    /** The rows of the group's jobs; those of new jobs are made. */
    private static Map<UUID, JobRow> jobs(Connection connection, Group group) throws SQLException {
        if (group.jobs().isEmpty()) {
            return Map.of();
        }
        Map<UUID, JobRow> jobs = Jobs.read(connection, group.jobs());
        if (jobs.keySet().containsAll(group.jobs())) {
            return jobs;
        }
        Jobs.add(connection, group.senders());
        return Jobs.read(connection, group.jobs());
    }

    /** A job that has ended needs no partitions; its table may be gone, too. */
    private static List<Batch> forTables(Group group, Map<UUID, JobRow> jobs) {
        return group.units().values().stream()
                .filter(batch -> !batch.sender().getDryRun())
                .filter(batch -> {
                    JobRow job = jobs.get(batch.job());
                    return job != null && job.open();
                })
                .toList();
    }

    /** What is in already needs no partitions, nor do streams whose dataset is gone; their table may be gone, too. */
    private static List<Batch> forTables(Connection connection, Group group) throws SQLException {
        SortedMap<StreamKey, List<Batch>> slices = group.slices();
        Map<StreamKey, Streams.Line> lines = Streams.read(connection, slices.keySet());
        return slices.values().stream()
                .flatMap(List::stream)
                .filter(batch -> {
                    Streams.Line line = lines.get(batch.stream());
                    return line != null
                            && line.wanted()
                            && batch.message().getRows().getTo() > line.next();
                })
                .toList();
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // a server that names a fault of the data has rolled back; of a passing failure nothing is known
            throw SqlFailures.of(e) instanceof Failure.Retry ? new InDoubtException(e) : e;
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e); // the connection is gone, and with it the transaction
        }
    }
}
