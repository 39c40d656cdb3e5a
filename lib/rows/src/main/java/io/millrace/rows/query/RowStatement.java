package io.millrace.rows.query;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.rows.filter.Conditions;
import io.millrace.rows.filter.Filter;
import io.millrace.rows.query.RowSource.Column;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query as SQL. Its text is made of names of the catalog and of question marks for parameters; nothing that a client sent is in it.
 *
 * @param parameters the values of the question marks, as the driver takes them
 */
public record RowStatement(String sql, List<Object> parameters) {
    private static final String MARK = "md5(t::text)";

    public RowStatement {
        parameters = List.copyOf(parameters);
    }

    /** Every row as one line, in no order. */
    public static RowStatement lines(RowQuery query, RowFormat format) {
        Conditions conditions = conditions(query, query.from(), query.to());
        return new RowStatement(
                "SELECT " + format.line(columns(query), "r") + " AS line" + from(query) + conditions.where(),
                conditions.parameters());
    }

    /** The number of rows. */
    public static RowStatement count(RowQuery query) {
        Conditions conditions = conditions(query, query.from(), query.to());
        return new RowStatement(
                "SELECT count(*) AS rows FROM " + query.source().table().sql() + " AS t" + conditions.where(),
                conditions.parameters());
    }

    /**
     * The first rows of a range in order: by time, then by a hash of the row, since a table need not have a key.
     *
     * @param after where to go on; null at the beginning of the range
     */
    public static RowStatement page(
            RowQuery query, RowFormat format, Ranges.Range range, @Nullable RowCursor after, int limit) {
        Conditions conditions = conditions(query, range.from(), range.to());
        String time = conditions.column(query.source().timeColumn());
        conditions.add(time + " IS NOT NULL");
        if (after != null) {
            String type = "text::" + query.source().timeType();
            // said on its own, too: this one can use an index and leave out partitions
            conditions.add(time + " >= " + conditions.parameter(after.time(), type));
            conditions.add("(%s, %s) >= (%s, %s)"
                    .formatted(
                            time,
                            MARK,
                            conditions.parameter(after.time(), type),
                            conditions.parameter(after.mark(), "text")));
        }
        String sql = "SELECT %s AS line, %s::text AS time, %s AS mark%s%s ORDER BY %s, %s OFFSET %d LIMIT %d"
                .formatted(
                        format.line(columns(query), "r"),
                        time,
                        MARK,
                        from(query),
                        conditions.where(),
                        time,
                        MARK,
                        after == null ? 0 : after.skip(),
                        limit);
        return new RowStatement(sql, conditions.parameters());
    }

    /** @param values of the key's columns, in their order */
    public static RowStatement byKey(RowQuery query, List<String> values) {
        Conditions conditions = new Conditions("t");
        List<String> key = query.source().key();
        for (int i = 0; i < key.size(); i++) {
            Filter filter = new Filter.Compare(key.get(i), Filter.Comparison.EQ, values.get(i));
            conditions.add(
                    filter, query.source().column(key.get(i)).orElseThrow().type());
        }
        return new RowStatement(
                "SELECT " + RowFormat.NDJSON.line(columns(query), "r") + " AS line" + from(query) + conditions.where(),
                conditions.parameters());
    }

    /** The plan instead of the rows. */
    public RowStatement explained() {
        return new RowStatement("EXPLAIN (FORMAT JSON) " + sql, parameters);
    }

    private static List<Column> columns(RowQuery query) {
        return query.columns().stream()
                .map(name -> query.source().column(name).orElseThrow())
                .toList();
    }

    private static String from(RowQuery query) {
        return " FROM %s AS t CROSS JOIN LATERAL (SELECT %s) AS r"
                .formatted(
                        query.source().table().sql(),
                        query.columns().stream()
                                .map(column -> "t." + quote(column))
                                .collect(Collectors.joining(", ")));
    }

    private static Conditions conditions(RowQuery query, @Nullable Instant from, @Nullable Instant to) {
        Conditions conditions = new Conditions("t");
        RowSource source = query.source();
        String time = conditions.column(source.timeColumn());
        if (from != null) {
            conditions.add(
                    time + " >= " + conditions.parameter(TimeBound.of(from, source.timeType()), source.timeType()));
        }
        if (to != null) {
            conditions.add(time + " < " + conditions.parameter(TimeBound.of(to, source.timeType()), source.timeType()));
        }
        for (Filter filter : query.filters()) {
            conditions.add(filter, source.column(filter.column()).orElseThrow().type());
        }
        return conditions;
    }
}
