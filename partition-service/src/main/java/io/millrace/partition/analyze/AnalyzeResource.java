package io.millrace.partition.analyze;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.api.analysis.Analysis;
import io.millrace.api.analysis.Spread;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.analyze.TableSample.Hours;
import io.millrace.partition.analyze.TableSample.Size;
import io.millrace.partition.api.AnalyzeApi;
import io.millrace.rows.session.ReadSession;
import io.millrace.rows.session.ReadSessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tables/{table}/analyze}. */
@Singleton
@RunOnVirtualThread
public class AnalyzeResource implements AnalyzeApi {
    private final ReadSessions sessions;

    AnalyzeResource(ReadSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Analysis analyze(String table, @Nullable String column, boolean exact) {
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
