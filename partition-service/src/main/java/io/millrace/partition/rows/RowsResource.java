package io.millrace.partition.rows;

import io.millrace.api.rows.RowCount;
import io.millrace.partition.SetKind;
import io.millrace.partition.api.RowsApi;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.rows.archived.ArchivedRows;
import io.millrace.rows.query.RowCursor;
import io.millrace.rows.query.RowFormat;
import io.millrace.rows.query.RowQuery;
import io.millrace.rows.query.RowSource;
import io.millrace.rows.read.ParquetAnswer;
import io.millrace.rows.read.RowReader;
import io.millrace.rows.read.RowReader.Page;
import io.millrace.rows.read.RowSources;
import io.millrace.rows.session.ReadSession;
import io.millrace.rows.session.ReadSessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code /v1/datasets/{name}/rows} and {@code /v1/tables/{table}/rows}. */
@Singleton
@RunOnVirtualThread
public class RowsResource implements RowsApi {
    private static final Logger LOG = Logger.getLogger(RowsResource.class);

    /** Where the next page begins. */
    static final String NEXT_CURSOR = "Next-Cursor";

    private static final Duration CLOSING = Duration.ofMinutes(1);
    private static final String COLUMNS = "columns";
    private static final String ARCHIVED = "archived";
    private static final Set<String> PARAMETERS =
            Set.of("from", "to", "where", COLUMNS, "limit", "cursor", "format", "count", "explain", ARCHIVED);

    private final PartitionSets sets;
    private final ReadSessions sessions;
    private final RowReader reader;
    private final ArchivedRows archivedRows;
    private final ParquetAnswer parquet;

    RowsResource(
            PartitionSets sets,
            ReadSessions sessions,
            RowReader reader,
            ArchivedRows archivedRows,
            ParquetAnswer parquet) {
        this.sets = sets;
        this.sessions = sessions;
        this.reader = reader;
        this.archivedRows = archivedRows;
        this.parquet = parquet;
    }

    @Override
    public Response rows(
            SetKind kind,
            String name,
            @Nullable String from,
            @Nullable String to,
            List<String> where,
            @Nullable String columns,
            @Nullable String limit,
            @Nullable String cursor,
            @Nullable String format,
            boolean count,
            boolean explain,
            boolean archived,
            HttpHeaders headers,
            UriInfo uri,
            RoutingContext routing) {
        refuseUnknown(uri.getQueryParameters());
        RowFormat wanted =
                count || explain ? RowFormat.NDJSON : RowRequest.format(format, headers.getAcceptableMediaTypes());
        RowCursor after = RowRequest.cursor(cursor);
        int most = RowRequest.limit(limit, cursor);
        if (archived && (most > 0 || explain)) {
            throw RowProblems.parameter(
                    ARCHIVED,
                    "true",
                    "archived rows come in no order and have no plan; leave out limit, cursor and explain, or archived");
        }
        try (ReadSession session = sessions.open()) {
            RowQuery query = RowRequest.query(session.handle(), source(session, kind, name), from, to, where, columns);
            if (explain) {
                return json(reader.explain(session, query, wanted, count));
            }
            if (count && archived) {
                session.close(); // its place is wanted for the one that counts
                return json(new RowCount(archivedRows.count(query)));
            }
            if (count) {
                return json(new RowCount(reader.count(session, query)));
            }
            if (most == 0) {
                return answer(
                                archived ? allArchived(query, wanted, routing) : all(query, wanted, routing),
                                name,
                                wanted)
                        .build();
            }
            Page page = reader.page(session, query, wanted, after, most);
            Response.ResponseBuilder answer =
                    answer(wanted == RowFormat.PARQUET ? file(query, page) : page.body(), name, wanted);
            return (page.next() == null
                            ? answer
                            : answer.header(NEXT_CURSOR, page.next().token()))
                    .build();
        }
    }

    @Override
    public Response byKey(SetKind kind, String name, @Nullable String columns, UriInfo uri) {
        try (ReadSession session = sessions.open()) {
            RowSource source = source(session, kind, name);
            List<String> values = RowRequest.key(session.handle(), source, uri.getQueryParameters());
            RowQuery query = RowRequest.query(session.handle(), source, null, null, List.of(), columns);
            String row = reader.byKey(session, query, values).orElseThrow(() -> RowProblems.noRow(source, values));
            return Response.ok(row, MediaType.APPLICATION_JSON_TYPE).build();
        }
    }

    private RowSource source(ReadSession session, SetKind kind, String name) {
        PartitionSet set = kind.required(session.handle(), sets, name);
        return RowSources.of(session.handle(), set.table(), set.timeColumn());
    }

    private StreamingOutput file(RowQuery query, Page page) {
        return target -> parquet.write(query, new ByteArrayInputStream(page.body()), target);
    }

    /** With a connection of its own: this one's ends with the request's method. */
    private StreamingOutput all(RowQuery query, RowFormat format, RoutingContext routing) {
        return breakable(routing, target -> {
            try (ReadSession session = sessions.open()) {
                cancelWhenGone(routing, session);
                reader.stream(session, query, format, target);
            }
        });
    }

    private StreamingOutput allArchived(RowQuery query, RowFormat format, RoutingContext routing) {
        return breakable(
                routing,
                target -> archivedRows.stream(
                        query,
                        format,
                        target,
                        () -> routing.response().closed(),
                        session -> cancelWhenGone(routing, session)));
    }

    /** A client that goes away while PostgreSQL looks for the next row is noticed here and nowhere else. */
    private static void cancelWhenGone(RoutingContext routing, ReadSession session) {
        routing.addEndHandler(end -> {
            if (end.failed()) {
                session.cancel();
            }
        });
    }

    private static StreamingOutput breakable(RoutingContext routing, StreamingOutput rows) {
        return target -> {
            try {
                rows.write(target);
            } catch (IOException | RuntimeException e) {
                if (!routing.response().headWritten() && !routing.response().closed()) {
                    throw e;
                }
                breakOff(routing, e);
            }
        };
    }

    /** What is left out now must not look like the end: the connection closes before anybody can write a last chunk. */
    private static void breakOff(RoutingContext routing, Exception reason) {
        if (routing.response().closed()) {
            LOG.debugf("a client went away while it was given rows: %s", reason);
            return;
        }
        LOG.warnf("an answer with rows was broken off: %s", reason);
        if (routing.request().version() == HttpVersion.HTTP_2) {
            routing.response().reset();
            return;
        }
        Uni.createFrom()
                .completionStage(routing.request().connection().close().toCompletionStage())
                .onFailure()
                .recoverWithNull()
                .await()
                .atMost(CLOSING);
    }

    private static Response json(Object entity) {
        return Response.ok(entity, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static Response.ResponseBuilder answer(Object entity, String name, RowFormat format) {
        Response.ResponseBuilder answer = Response.ok(entity, format.mediaType());
        return format == RowFormat.PARQUET
                ? answer.header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"%s.parquet\"".formatted(name.replaceAll("[^\\w.-]", "_")))
                : answer;
    }

    /** A mistyped filter must not give everything. */
    private static void refuseUnknown(MultivaluedMap<String, String> parameters) {
        List<String> unknown = new ArrayList<>(parameters.keySet());
        unknown.removeAll(PARAMETERS);
        if (!unknown.isEmpty()) {
            throw RowProblems.parameter(
                    unknown.getFirst(),
                    String.valueOf(parameters.getFirst(unknown.getFirst())),
                    "there is no such parameter; use one of "
                            + String.join(", ", PARAMETERS.stream().sorted().toList()));
        }
    }
}
