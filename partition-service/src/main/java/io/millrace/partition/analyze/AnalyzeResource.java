package io.millrace.partition.analyze;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.api.analysis.Analysis;
import io.millrace.api.analysis.Spread;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.analyze.TableSample.Hours;
import io.millrace.partition.analyze.TableSample.Size;
import io.millrace.rows.session.ReadSession;
import io.millrace.rows.session.ReadSessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tables/{table}/analyze}. */
@Path("/v1/tables/{table}/analyze")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Partitions")
public class AnalyzeResource {
    private final ReadSessions sessions;

    AnalyzeResource(ReadSessions sessions) {
        this.sessions = sessions;
    }

    @GET
    @Operation(operationId = "analyzeTable", summary = "How a table would spread over partitions", description = """
                    For any table, partitioned or not: how its rows would lie in partitions of an hour, a day, a week, a \
                    month, a quarter and a year, and which of these to take. Goes by a sample of pages; with exact=true \
                    every row is read. Changes nothing.""")
    @APIResponse(responseCode = "200", description = "Sizes for each interval, and the advice.")
    @APIResponse(
            responseCode = "400",
            description = "The column cannot be guessed, or is none.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "404", description = "There is no such table.")
    public Analysis analyze(
            @RestPath String table,
            @Parameter(description = "The time column; guessed when left out.") @RestQuery @Nullable String column,
            @Parameter(description = "Read every row instead of a sample.") @RestQuery boolean exact) {
        TableName name = table(table);
        try (ReadSession session = sessions.open()) {
            Handle handle = session.handle();
            Size size = TableSample.size(handle, name);
            if (size.tables() == 0 && TableSample.columns(handle, name).isEmpty()) {
                throw unknown(table);
            }
            ColumnChoice choice = choose(name, TableSample.columns(handle, name), column);
            Hours hours = TableSample.hours(handle, name, choice.column(), size, exact);
            List<Spread> spreads = hours.histogram().isEmpty()
                    ? List.of()
                    : Arrays.stream(Interval.values())
                            .map(hours.histogram()::over)
                            .toList();
            return new Analysis(
                    name.toString(),
                    choice.column(),
                    choice.reason(),
                    hours.exact() ? "exact" : "sample",
                    hours.rows(),
                    Math.round(hours.total()),
                    size.bytes(),
                    hours.timeless(),
                    spreads.isEmpty() ? null : hours.histogram().hours().firstKey(),
                    spreads.isEmpty() ? null : hours.histogram().hours().lastKey(),
                    spreads,
                    IntervalAdvice.of(spreads, size.bytes()));
        }
    }

    private static TableName table(String text) {
        try {
            return TableName.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "invalid-parameter", "Invalid parameter", String.valueOf(e.getMessage()))
                    .at("table", text)
                    .exception();
        }
    }

    private static ColumnChoice choose(TableName table, List<TimeColumn> columns, @Nullable String wanted) {
        String choice = String.join(", ", columns.stream().map(TimeColumn::name).toList());
        if (wanted != null && !wanted.isBlank()) {
            if (columns.stream().noneMatch(column -> column.name().equals(wanted))) {
                throw bad(
                        wanted,
                        "%s has no date, timestamp or timestamptz column '%s'; it has: %s"
                                .formatted(table, wanted, choice.isEmpty() ? "none" : choice));
            }
            return new ColumnChoice(wanted, "as asked for");
        }
        if (columns.isEmpty()) {
            throw bad("", "%s has no date, timestamp or timestamptz column to be partitioned by".formatted(table));
        }
        return ColumnChoice.of(columns)
                .orElseThrow(() -> bad(
                        "",
                        "several columns of %s could be meant; give one with column=: %s".formatted(table, choice)));
    }

    private static ProblemException bad(String value, String detail) {
        return Problem.of(400, "invalid-parameter", "Invalid parameter", detail)
                .at("column", value)
                .exception();
    }

    private static ProblemException unknown(String table) {
        return Problem.of(
                        404,
                        "unknown-table",
                        "Unknown table",
                        "There is no table '%s'. Write it as schema.name".formatted(table))
                .at("table", table)
                .exception();
    }
}
