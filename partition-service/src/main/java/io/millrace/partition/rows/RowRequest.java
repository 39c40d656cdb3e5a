package io.millrace.partition.rows;

import io.millrace.edge.time.RequestTime;
import io.millrace.rows.filter.BadFilterException;
import io.millrace.rows.filter.Filter;
import io.millrace.rows.filter.FilterParser;
import io.millrace.rows.query.RowCursor;
import io.millrace.rows.query.RowFormat;
import io.millrace.rows.query.RowQuery;
import io.millrace.rows.query.RowSource;
import io.millrace.rows.read.FilterCheck;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, each read and held against the table; what is wrong names the parameter and its value. */
final class RowRequest {
    static final int MOST_ROWS = 10_000;
    private static final int PAGE = 1_000;

    private RowRequest() {}

    static RowQuery query(
            Handle handle,
            RowSource source,
            @Nullable String from,
            @Nullable String to,
            List<String> where,
            @Nullable String columns) {
        Instant begin = instant("from", from);
        Instant end = instant("to", to);
        if (begin != null && end != null && !begin.isBefore(end)) {
            throw RowProblems.parameter("to", String.valueOf(to), "it is not after from; rows are given in [from, to)");
        }
        List<Filter> filters = new ArrayList<>();
        for (String text : where) {
            filters.add(filter(handle, source, text));
        }
        return new RowQuery(source, begin, end, filters, columns(source, columns));
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return RequestTime.parse(text);
        } catch (DateTimeException e) {
            throw RowProblems.parameter(name, text, "it is no time; " + RequestTime.FORMS);
        }
    }

    private static Filter filter(Handle handle, RowSource source, String text) {
        Filter filter;
        try {
            filter = FilterParser.parse(text);
        } catch (BadFilterException e) {
            throw RowProblems.parameter("where", text, String.valueOf(e.getMessage()));
        }
        if (source.column(filter.column()).isEmpty()) {
            throw RowProblems.unknownColumn("where", text, filter.column(), source);
        }
        FilterCheck.refusal(handle, source, filter).ifPresent(reason -> {
            String type = source.column(filter.column()).orElseThrow().type();
            throw RowProblems.parameter(
                    "where", text, "%s; column '%s' is %s".formatted(reason, filter.column(), type));
        });
        return filter;
    }

    /** All of them when none are named. */
    private static List<String> columns(RowSource source, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return source.names();
        }
        List<String> names;
        try {
            names = FilterParser.columns(text);
        } catch (BadFilterException e) {
            throw RowProblems.parameter("columns", text, e.getMessage() + "; write names between commas");
        }
        for (String name : names) {
            if (source.column(name).isEmpty()) {
                throw RowProblems.unknownColumn("columns", text, name, source);
            }
        }
        return names;
    }

    /**
     * The values of the key's columns, in their order.
     *
     * @throws io.millrace.api.ProblemException 409 when the table has no key, 400 when a value is missing or none
     */
    static List<String> key(Handle handle, RowSource source, MultivaluedMap<String, String> parameters) {
        if (source.key().isEmpty()) {
            throw RowProblems.noKey(source);
        }
        List<String> values = new ArrayList<>();
        for (String column : source.key()) {
            List<String> given = parameters.getOrDefault(column, List.of());
            if (given.size() != 1) {
                throw RowProblems.parameter(
                        column,
                        String.join(",", given),
                        "one value is wanted for every column of the key: " + String.join(", ", source.key()));
            }
            Filter filter = new Filter.Compare(column, Filter.Comparison.EQ, given.getFirst());
            FilterCheck.refusal(handle, source, filter).ifPresent(reason -> {
                throw RowProblems.parameter(column, given.getFirst(), reason);
            });
            values.add(given.getFirst());
        }
        return values;
    }

    /** @return rows a page; 0 when all rows are asked for */
    static int limit(@Nullable String text, @Nullable String cursor) {
        if (text == null || text.isBlank()) {
            return cursor == null ? 0 : PAGE;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_ROWS) {
            throw RowProblems.parameter(
                    "limit",
                    text,
                    "it is a page's length, 1 to %d; leave it out to get all rows in one answer".formatted(MOST_ROWS));
        }
        return Integer.parseInt(text);
    }

    static @Nullable RowCursor cursor(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return RowCursor.parse(text)
                .orElseThrow(() -> RowProblems.parameter(
                        "cursor", text, "it is none; take it from Next-Cursor of the page before"));
    }

    /** @param name wins over what the client accepts */
    static RowFormat format(@Nullable String name, List<MediaType> accepted) {
        if (name == null || name.isBlank()) {
            return accepted(accepted).orElseThrow(() -> RowProblems.notAcceptable(accepted));
        }
        return RowFormat.named(name)
                .orElseThrow(() -> RowProblems.parameter("format", name, "use ndjson, csv or parquet"));
    }

    /** @return the first that the client takes; NDJSON for one that takes anything; nothing when it takes none of them */
    private static Optional<RowFormat> accepted(List<MediaType> accepted) {
        for (MediaType type : accepted) {
            for (RowFormat format : RowFormat.values()) {
                if (type.isCompatible(MediaType.valueOf(format.mediaType()))) {
                    return Optional.of(format);
                }
            }
            // JSON is what people ask for who have not heard of NDJSON
            if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
                return Optional.of(RowFormat.NDJSON);
            }
        }
        return accepted.isEmpty() ? Optional.of(RowFormat.NDJSON) : Optional.empty();
    }
}
