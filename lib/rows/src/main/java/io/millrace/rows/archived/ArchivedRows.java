package io.millrace.rows.archived;

import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.file.Snapshot;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.Archived;
import io.millrace.contract.dataset.TableName;
import io.millrace.postgres.ServerError;
import io.millrace.rows.query.RowFormat;
import io.millrace.rows.query.RowQuery;
import io.millrace.rows.query.RowStatement;
import io.millrace.rows.read.LinesInput;
import io.millrace.rows.read.RowReader;
import io.millrace.rows.session.ReadSession;
import io.millrace.rows.session.ReadSessions;
import io.millrace.rows.session.RowsException;
import io.millrace.rows.session.RowsException.ArchiveUnderWay;
import io.millrace.rows.session.RowsException.ArchiveUnreadable;
import io.millrace.rows.session.RowsException.TooManyArchiveReaders;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
    /** Each decodes a file in the heap for a while, and has a second connection. */
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
        for (Archived line : ArchiveLog.underWay(session.handle(), table, from, to)) {
            if (!session.handle()
                    .select(STILL_THERE, line.oid())
                    .mapTo(Boolean.class)
                    .one()) {
                throw new RowsException(new ArchiveUnderWay(line));
            }
        }
        return ArchiveLog.covering(session.handle(), table, from, to);
    }

    private Scratch open(RowQuery query, Archived line, RowStatement statement) throws IOException {
        try {
            return load(query, line, statement);
        } catch (RuntimeException e) {
            throw new IOException(ServerError.messageOf(e), e);
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
