package io.millrace.partition.read;

import io.millrace.partition.catalog.PgCatalog;
import io.millrace.partition.read.RowBatches.Line;
import io.millrace.partition.read.query.Ranges;
import io.millrace.partition.read.query.RowCursor;
import io.millrace.partition.read.query.RowFormat;
import io.millrace.partition.read.query.RowQuery;
import io.millrace.partition.read.query.RowSource.Column;
import io.millrace.partition.read.query.RowStatement;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs queries and writes their rows. Blocks: call it on virtual threads. */
@ApplicationScoped
public class RowReader {
    private static final int CHUNK = 1 << 16;
    /** A page ends early rather than fill the memory. */
    private static final int MOST_PAGE_BYTES = 8 << 20;

    private static final String CANCELED = "57014";
    private static final String DATA_EXCEPTION = "22";

    private final PgCatalog catalog;

    private final ParquetAnswer parquet;

    RowReader(PgCatalog catalog, ParquetAnswer parquet) {
        this.catalog = catalog;
        this.parquet = parquet;
    }

    /** @param next where the next page begins; null on the last one */
    record Page(byte[] body, @Nullable RowCursor next) {}

    /**
     * Writes all rows, in no order, as fast as the target takes them. The first byte is written when the first rows are there,
     * so that what is wrong with a query is thrown before.
     *
     * @throws IOException when the target takes no more; the query has ended then
     */
    void stream(ReadSession session, RowQuery query, RowFormat format, OutputStream target) throws IOException {
        RowBatches batches = new RowBatches(session, RowStatement.lines(query, format));
        write(session, query, format, new LinesInput(batches::texts), target);
    }

    /** Writes lines as they come; as {@link #stream} does. */
    void write(ReadSession session, RowQuery query, RowFormat format, InputStream lines, OutputStream target)
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
        } catch (PgException e) {
            throw explained(session, e);
        } catch (IOException e) {
            session.cancel();
            throw e;
        }
    }

    /**
     * Reads the next rows in order.
     *
     * @throws io.millrace.api.ProblemException 400 when the cursor is of another query
     */
    Page page(ReadSession session, RowQuery query, RowFormat format, @Nullable RowCursor after, int limit) {
        if (after != null && !after.fingerprint().equals(query.fingerprint())) {
            throw RowProblems.foreignCursor(after.token());
        }
        List<Ranges.Range> ranges = Ranges.of(
                query.from(),
                query.to(),
                catalog.partitions(session.connection(), query.source().table()));
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
        try {
            RowBatches batches = new RowBatches(session, statement);
            for (Optional<List<Line>> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                for (Line line : batch.get()) {
                    if (!page.add(
                            range.name(),
                            line.row().getString("time"),
                            line.row().getString("mark"),
                            line.text())) {
                        return;
                    }
                }
            }
        } catch (PgException e) {
            // the filters have been tried, so it is the cursor's time that PostgreSQL cannot read
            throw after != null && e.getSqlState().startsWith(DATA_EXCEPTION)
                    ? RowProblems.foreignCursor(after.token())
                    : explained(session, e);
        }
    }

    /** A page as a Parquet file. */
    StreamingOutput parquet(RowQuery query, Page page) {
        return target -> parquet.write(query, new ByteArrayInputStream(page.body()), target);
    }

    long count(ReadSession session, RowQuery query) {
        return guarded(
                session,
                () -> run(session, RowStatement.count(query)).orElseThrow().getLong(0));
    }

    /** @return the row as JSON; nothing when there is none */
    Optional<String> byKey(ReadSession session, RowQuery query, List<String> values) {
        return guarded(
                session, () -> run(session, RowStatement.byKey(query, values)).map(row -> row.getString(0)));
    }

    /** @param counting whether the rows are to be counted, not given */
    RowPlan explain(ReadSession session, RowQuery query, RowFormat format, boolean counting) {
        RowStatement statement = counting ? RowStatement.count(query) : RowStatement.lines(query, format);
        return guarded(session, () -> {
            Row row = run(session, statement.explained()).orElseThrow();
            return RowPlan.of(
                    row.getJsonArray(0).encode(),
                    RowSources.leaves(session.connection(), query.source().table()));
        });
    }

    private static <T> T guarded(ReadSession session, Supplier<T> work) {
        try {
            return work.get();
        } catch (PgException e) {
            throw explained(session, e);
        }
    }

    private static RuntimeException explained(ReadSession session, PgException e) {
        return e.getSqlState().equals(CANCELED) && !session.isCancelled() ? RowProblems.slow() : e;
    }

    private static Optional<Row> run(ReadSession session, RowStatement statement) {
        var rows = session.connection()
                .preparedQuery(statement.sql())
                .executeAndAwait(Tuple.tuple(statement.parameters()))
                .iterator();
        return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }

    private static byte[] head(RowQuery query, RowFormat format) {
        List<Column> columns = query.columns().stream()
                .map(name -> query.source().column(name).orElseThrow())
                .toList();
        return format.head(columns).getBytes(StandardCharsets.UTF_8);
    }
}
