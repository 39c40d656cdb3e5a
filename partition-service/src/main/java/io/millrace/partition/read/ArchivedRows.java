package io.millrace.partition.read;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.archive.ArchiveFiles;
import io.millrace.partition.archive.Archived;
import io.millrace.partition.archive.Archives;
import io.millrace.partition.archive.Snapshot;
import io.millrace.partition.read.RowsException.ArchiveUnderWay;
import io.millrace.partition.read.RowsException.ArchiveUnreadable;
import io.millrace.partition.read.RowsException.TooManyArchiveReaders;
import io.millrace.partition.read.query.RowFormat;
import io.millrace.partition.read.query.RowQuery;
import io.millrace.partition.read.query.RowStatement;
import io.millrace.postgres.ServerError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The rows of a table and those of its archived partitions. The table is read first, in a transaction that also tells which
 * partitions are in the archive: no row is missed, and none given twice, whatever is detached or restored meanwhile. Then
 * comes one archive after the other, so that the room for one is enough. Blocks: call it on virtual threads.
 */
public final class ArchivedRows {
    /** Each has a DuckDB for a while, and one of the few connections that archiving shares. */
    private static final int AT_ONCE = 2;

    /** A detach that has not begun left the rows where they were. */
    private static final String STILL_THERE =
            "SELECT count(*) > 0 FROM pg_inherits WHERE inhrelid = ?::bigint::oid AND NOT inhdetachpending";

    private final Jdbi jdbi;
    private final ReadSessions sessions;
    private final RowReader reader;
    private final ArchiveFiles files;
    private final Semaphore free = new Semaphore(AT_ONCE);

    public ArchivedRows(Jdbi jdbi, ReadSessions sessions, RowReader reader, ArchiveFiles files) {
        this.jdbi = jdbi;
        this.sessions = sessions;
        this.reader = reader;
        this.files = files;
    }

    /**
     * Writes all rows, in no order; see {@link RowReader#stream}.
     *
     * @param gone whether nobody wants them any more; asked before each archive
     * @throws RowsException when an archive cannot be read, or a partition is on its way
     */
    public void stream(RowQuery query, RowFormat format, OutputStream target, BooleanSupplier gone, Started started)
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
    public interface Started {
        void reading(ReadSession session);
    }

    /** @throws RowsException as {@link #stream} does */
    public long count(RowQuery query) {
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
                } catch (IOException | JdbiException e) {
                    throw new RowsException(new ArchiveUnreadable(line, e));
                }
            }
            return rows;
        } finally {
            free.release();
        }
    }

    private void take() {
        if (!free.tryAcquire()) {
            throw new RowsException(new TooManyArchiveReaders(AT_ONCE));
        }
    }

    private List<Archived> covering(ReadSession session, RowQuery query) {
        Instant from = query.from() == null ? Instant.MIN : query.from();
        Instant to = query.to() == null ? Instant.MAX : query.to();
        TableName table = query.source().table();
        for (Archived line : Archives.underWay(session.handle(), table, from, to)) {
            if (!session.handle()
                    .select(STILL_THERE, line.oid())
                    .mapTo(Boolean.class)
                    .one()) {
                throw new RowsException(new ArchiveUnderWay(line));
            }
        }
        return Archives.covering(session.handle(), table, from, to);
    }

    /** On a thread of the platform: DuckDB would hold a virtual thread's carrier. */
    private Scratch open(RowQuery query, Archived line, RowStatement statement) throws IOException {
        FutureTask<Scratch> opening = new FutureTask<>(() -> load(query, line, statement));
        Thread.ofPlatform().daemon().name("archived-rows").start(opening);
        try {
            return opening.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an archive was read", e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new IOException(cause.getMessage() == null ? cause.toString() : ServerError.messageOf(cause), cause);
        }
    }

    private Scratch load(RowQuery query, Archived line, RowStatement statement) throws IOException {
        Path file = Files.createTempFile("millrace-archived-", ".parquet");
        Snapshot snapshot = null;
        try {
            files.fetch(line, file);
            snapshot = Snapshot.open(jdbi);
            snapshot.execute("SET LOCAL statement_timeout = 0");
            Scratch.load(snapshot, files, line, file, query.source());
            snapshot.execute("SET LOCAL search_path TO DEFAULT; " + sessions.settings());
            Scratch scratch = new Scratch(snapshot, statement);
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
