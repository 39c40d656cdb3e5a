package io.millrace.rows.read;

import io.millrace.api.rows.QueryPlan;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.Sql;
import io.millrace.postgres.SqlState;
import io.millrace.rows.query.Ranges;
import io.millrace.rows.query.RowCursor;
import io.millrace.rows.query.RowFormat;
import io.millrace.rows.query.RowQuery;
import io.millrace.rows.query.RowSource.Column;
import io.millrace.rows.query.RowStatement;
import io.millrace.rows.read.RowBatches.Line;
import io.millrace.rows.session.ReadSession;
import io.millrace.rows.session.RowsException;
import io.millrace.rows.session.RowsException.ForeignCursor;
import io.millrace.rows.session.RowsException.TooSlow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Runs queries and writes their rows. Blocks: call it on virtual threads. */
public final class RowReader {
    private static final int CHUNK = 1 << 16;
    /** A page ends early rather than fill the memory. */
    private static final int MOST_PAGE_BYTES = 8 << 20;

    private static final String DATA_EXCEPTION = "22";

    private final PgCatalog catalog;
    private final ParquetAnswer parquet;

    public RowReader(PgCatalog catalog, ParquetAnswer parquet) {
        this.catalog = catalog;
        this.parquet = parquet;
    }

    /** @param next where the next page begins; null on the last one */
    public record Page(byte[] body, @Nullable RowCursor next) {}

    /**
     * Writes all rows, in no order, as fast as the target takes them. The first byte is written when the first rows are there,
     * so that what is wrong with a query is thrown before.
     *
     * @throws IOException when the target takes no more; the query has ended then
     */
    public void stream(ReadSession session, RowQuery query, RowFormat format, OutputStream target) throws IOException {
        try (RowBatches batches = new RowBatches(session.handle(), RowStatement.lines(query, format))) {
            write(session, query, format, new LinesInput(batches::texts), target);
        } catch (JdbiException e) {
            throw explained(session, e);
        }
    }

    /** Writes lines as they come; as {@link #stream} does. */
    public void write(ReadSession session, RowQuery query, RowFormat format, InputStream lines, OutputStream target)
            throws IOException {
        try {
            if (format == RowFormat.PARQUET) {
                parquet.write(query, lines, target);
                return;
            }
            OutputStream out = new BufferedOutputStream(target, CHUNK);
            byte[] chunk = new byte[CHUNK];
            int length = lines.read(chunk);
            out.write(head(query, format));
            for (; length > 0; length = lines.read(chunk)) {
                out.write(chunk, 0, length);
            }
            out.flush();
        } catch (JdbiException e) {
            throw explained(session, e);
        } catch (IOException e) {
            session.cancel();
            throw e;
        }
    }

    /**
     * Reads the next rows in order.
     *
     * @throws RowsException when the cursor is of another query
     */
    public Page page(ReadSession session, RowQuery query, RowFormat format, @Nullable RowCursor after, int limit) {
        if (after != null && !after.fingerprint().equals(query.fingerprint())) {
            throw new RowsException(new ForeignCursor(after.token()));
        }
        List<Ranges.Range> ranges = Ranges.of(
                query.from(),
                query.to(),
                catalog.partitions(session.handle(), query.source().table()));
        PageBuilder page = new PageBuilder(query.fingerprint(), head(query, format), limit, MOST_PAGE_BYTES, after);
        for (Ranges.Range range : after == null ? ranges : Ranges.from(after.range(), ranges)) {
            RowStatement statement = RowStatement.page(query, format, range, page.resume(), page.missing() + 1);
            fill(session, page, range, statement, after);
            if (page.isFull()) {
                break;
            }
        }
        return page.build();
    }

    private static void fill(
            ReadSession session,
            PageBuilder page,
            Ranges.Range range,
            RowStatement statement,
            @Nullable RowCursor after) {
        try (RowBatches batches = new RowBatches(session.handle(), statement)) {
            for (Optional<List<Line>> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                for (Line line : batch.get()) {
                    if (!page.add(
                            range.name(),
                            line.others().getFirst(),
                            line.others().getLast(),
                            line.text())) {
                        return;
                    }
                }
            }
        } catch (JdbiException e) {
            // the filters have been tried, so it is the cursor's time that PostgreSQL cannot read
            throw after != null && ServerError.stateOf(e).startsWith(DATA_EXCEPTION)
                    ? new RowsException(new ForeignCursor(after.token()))
                    : explained(session, e);
        }
    }

    public long count(ReadSession session, RowQuery query) {
        return guarded(
                session,
                () -> run(session, RowStatement.count(query)).mapTo(Long.class).one());
    }

    /** @return the row as JSON; nothing when there is none */
    public Optional<String> byKey(ReadSession session, RowQuery query, List<String> values) {
        return guarded(session, () -> run(session, RowStatement.byKey(query, values))
                .mapTo(String.class)
                .findFirst());
    }

    /** @param counting whether the rows are to be counted, not given */
    public QueryPlan explain(ReadSession session, RowQuery query, RowFormat format, boolean counting) {
        RowStatement statement = counting ? RowStatement.count(query) : RowStatement.lines(query, format);
        return guarded(
                session,
                () -> PlanReader.of(
                        run(session, statement.explained()).mapTo(String.class).one(),
                        RowSources.leaves(session.handle(), query.source().table())));
    }

    private static <T> T guarded(ReadSession session, Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            throw explained(session, e);
        }
    }

    private static RuntimeException explained(ReadSession session, JdbiException e) {
        return ServerError.stateOf(e).equals(SqlState.CANCELED) && !session.isCancelled()
                ? new RowsException(new TooSlow())
                : e;
    }

    private static Query run(ReadSession session, RowStatement statement) {
        return Sql.query(session.handle(), statement.sql(), statement.parameters());
    }

    private static byte[] head(RowQuery query, RowFormat format) {
        List<Column> columns = query.columns().stream()
                .map(name -> query.source().column(name).orElseThrow())
                .toList();
        return format.head(columns).getBytes(StandardCharsets.UTF_8);
    }
}
