package io.millrace.partition.read;

import io.agroal.api.AgroalDataSource;
import io.millrace.api.ProblemException;
import io.millrace.partition.archive.ArchiveFiles;
import io.millrace.partition.archive.Archived;
import io.millrace.partition.archive.Archives;
import io.millrace.partition.archive.Snapshot;
import io.millrace.partition.read.query.RowFormat;
import io.millrace.partition.read.query.RowQuery;
import io.millrace.partition.read.query.RowStatement;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * The rows of a table and those of its archived partitions. The table is read first, in a transaction that also tells which
 * partitions are in the archive: no row is missed, and none given twice, whatever is detached or restored meanwhile. Then
 * comes one archive after the other, so that the room for one is enough. Blocks: call it on virtual threads.
 */
@ApplicationScoped
public class ArchivedRows {
    /** Each has a DuckDB for a while, and one of the few connections that archiving shares. */
    private static final int AT_ONCE = 2;

    /** A detach that has not begun left the rows where they were. */
    private static final String STILL_THERE =
            "SELECT FROM pg_inherits WHERE inhrelid = $1::bigint::oid AND NOT inhdetachpending";

    private final ReadSessions sessions;
    private final RowReader reader;
    private final Archives archives;
    private final ArchiveFiles files;
    private final AgroalDataSource database;
    private final Semaphore free = new Semaphore(AT_ONCE);

    ArchivedRows(
            ReadSessions sessions, RowReader reader, Archives archives, ArchiveFiles files, AgroalDataSource database) {
        this.sessions = sessions;
        this.reader = reader;
        this.archives = archives;
        this.files = files;
        this.database = database;
    }

    /**
     * Writes all rows, in no order; see {@link RowReader#stream}.
     *
     * @param gone whether nobody wants them any more; asked before each archive
     * @throws ProblemException 502 when an archive cannot be read, 503 when a partition is on its way
     */
    void stream(RowQuery query, RowFormat format, OutputStream target, BooleanSupplier gone, Started started)
            throws IOException {
        take();
        try (ReadSession session = sessions.openFor(query.source().table())) {
            started.reading(session);
            List<Archived> lines = covering(session, query);
            RowStatement statement = RowStatement.lines(Scratch.over(query), format);
            try (ArchivedBatches batches =
                    new ArchivedBatches(session, RowStatement.lines(query, format), lines.iterator(), line -> {
                        if (gone.getAsBoolean()) {
                            throw new IOException("the client went away");
                        }
                        return open(query, line, statement);
                    })) {
                reader.write(session, query, format, new LinesInput(batches), target);
            }
        } finally {
            free.release();
        }
    }

    /** Told of the session before its first rows are awaited. */
    interface Started {
        void reading(ReadSession session);
    }

    /** @throws ProblemException as {@link #stream} does */
    long count(RowQuery query) {
        take();
        try (ReadSession session = sessions.openFor(query.source().table())) {
            List<Archived> lines = covering(session, query);
            long rows = reader.count(session, query);
            session.finish();
            RowStatement statement = RowStatement.count(Scratch.over(query));
            for (Archived line : lines) {
                try (Scratch scratch = open(query, line, statement)) {
                    rows += Long.parseLong(
                            new String(scratch.next().orElseThrow().getFirst(), StandardCharsets.UTF_8));
                } catch (IOException | SQLException e) {
                    throw RowProblems.archive(line, e);
                }
            }
            return rows;
        } finally {
            free.release();
        }
    }

    private void take() {
        if (!free.tryAcquire()) {
            throw RowProblems.busyWithArchives(AT_ONCE);
        }
    }

    private List<Archived> covering(ReadSession session, RowQuery query) {
        Instant from = query.from() == null ? Instant.MIN : query.from();
        Instant to = query.to() == null ? Instant.MAX : query.to();
        for (Archived line :
                archives.underWay(session.connection(), query.source().table(), from, to)) {
            if (session.connection()
                            .preparedQuery(STILL_THERE)
                            .executeAndAwait(Tuple.of(line.oid()))
                            .size()
                    == 0) {
                throw RowProblems.underWay(line);
            }
        }
        return archives.covering(session.connection(), query.source().table(), from, to);
    }

    /** On a thread of the platform: DuckDB would hold a virtual thread's carrier. */
    private Scratch open(RowQuery query, Archived line, RowStatement statement) throws IOException, SQLException {
        FutureTask<Scratch> opening = new FutureTask<>(() -> load(query, line, statement));
        Thread.ofPlatform().daemon().name("archived-rows").start(opening);
        try {
            return opening.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an archive was read", e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new IOException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
    }

    private Scratch load(RowQuery query, Archived line, RowStatement statement) throws IOException, SQLException {
        Path file = Files.createTempFile("millrace-archived-", ".parquet");
        Snapshot snapshot = null;
        try {
            files.fetch(line, file);
            snapshot = Snapshot.open(database);
            snapshot.execute("SET LOCAL statement_timeout = 0");
            Scratch.load(snapshot, files, line, file, query.source());
            snapshot.execute("SET LOCAL search_path TO DEFAULT; " + sessions.settings());
            Scratch scratch = Scratch.query(snapshot, statement);
            snapshot = null;
            return scratch;
        } finally {
            if (snapshot != null) {
                snapshot.close();
            }
            Files.deleteIfExists(file);
        }
    }
}
