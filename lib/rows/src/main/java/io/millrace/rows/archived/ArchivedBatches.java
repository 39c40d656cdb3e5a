package io.millrace.rows.archived;

import io.millrace.archive.log.Archived;
import io.millrace.rows.query.RowStatement;
import io.millrace.rows.read.RowBatches;
import io.millrace.rows.session.ReadSession;
import io.millrace.rows.session.RowsException;
import io.millrace.rows.session.RowsException.ArchiveUnreadable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The lines of a table, and then those of one archive after the other. */
final class ArchivedBatches implements Supplier<Optional<List<byte[]>>>, AutoCloseable {
    /** Brings the rows of an archive within PostgreSQL's reach. */
    interface Opener {
        Scratch open(Archived line) throws IOException;
    }

    private final ReadSession session;
    private final RowBatches table;
    private final Iterator<Archived> lines;
    private final Opener opener;
    private @Nullable Archived line;
    private @Nullable Scratch scratch;
    private boolean tableRead;

    ArchivedBatches(ReadSession session, RowStatement statement, Iterator<Archived> lines, Opener opener) {
        this.session = session;
        this.lines = lines;
        this.opener = opener;
        table = new RowBatches(session.handle(), statement);
    }

    /** @throws RowsException when an archive cannot be read */
    @Override
    public Optional<List<byte[]>> get() {
        Optional<List<byte[]>> batch = tableRead ? Optional.empty() : table.texts();
        if (batch.isPresent()) {
            return batch;
        }
        if (!tableRead) {
            tableRead = true;
            table.close();
            session.finish();
        }
        return archived();
    }

    private Optional<List<byte[]>> archived() {
        while (true) {
            try {
                if (scratch != null) {
                    Optional<List<byte[]>> batch = scratch.next();
                    if (batch.isPresent()) {
                        return batch;
                    }
                    closeScratch();
                }
                if (!lines.hasNext()) {
                    return Optional.empty();
                }
                line = lines.next();
                scratch = opener.open(line);
            } catch (IOException | JdbiException e) {
                throw new RowsException(new ArchiveUnreadable(Objects.requireNonNull(line), e));
            }
        }
    }

    private void closeScratch() {
        Scratch done = scratch;
        scratch = null;
        if (done != null) {
            done.close();
        }
    }

    @Override
    public void close() {
        table.close();
        closeScratch();
    }
}
