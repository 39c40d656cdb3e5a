package io.millrace.archive.file;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.archive.log.ColumnFacts;
import io.millrace.archive.log.Manifest.Facts;
import io.millrace.archive.parquet.ParquetColumn;
import io.millrace.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Asks PostgreSQL for the facts of rows, in one scan. */
public final class FactsSql {
    /** The text of values must not depend on who asks. */
    public static final String SETTINGS = """
            SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';
            SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL search_path = pg_catalog
            """;

    private static final String COLUMNS = """
            SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
             WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """;
    private static final Pattern ORDERED = Pattern.compile(
            "(smallint|integer|bigint|real|double precision|date|(numeric|timestamp|time)\\b.*)(?<!\\])");
    private static final Pattern TEXT = Pattern.compile("(text|character varying(\\(\\d+\\))?)");
    private static final int LONGEST_TEXT = 200;

    private FactsSql() {}

    /** @return the columns of a table in their order; none when it is not there */
    public static List<ParquetColumn> columns(Handle handle, String table) {
        return handle.select(COLUMNS, table)
                .map((row, context) -> new ParquetColumn(row.getString("name"), row.getString("type")))
                .list();
    }

    /**
     * Within a transaction that has {@link #SETTINGS}.
     *
     * @param table as safe SQL text
     * @param columns of it; the checksum of rows is over these, in this order
     */
    public static Facts facts(Handle handle, String table, List<ParquetColumn> columns) {
        return Sql.query(handle, sql(table, columns), List.of())
                .map((row, context) -> facts(row, columns))
                .one();
    }

    private static Facts facts(ResultSet row, List<ParquetColumn> columns) throws SQLException {
        List<ColumnFacts> facts = new ArrayList<>();
        int next = 3;
        for (ParquetColumn column : columns) {
            facts.add(new ColumnFacts(
                    column.name(),
                    column.pgType(),
                    row.getLong(next),
                    row.getString(next + 1),
                    row.getString(next + 2),
                    row.getString(next + 3)));
            next += 4;
        }
        return new Facts(row.getLong(1), row.getString(2), facts);
    }

    private static String sql(String table, List<ParquetColumn> columns) {
        String row =
                columns.stream().map(column -> quote(column.name())).collect(Collectors.joining(", ", "ROW(", ")"));
        return "SELECT count(*), coalesce(sum(hashtextextended(%s::text, 0)), 0)::text%s FROM %s"
                .formatted(row, columns.stream().map(FactsSql::of).collect(Collectors.joining()), table);
    }

    private static String of(ParquetColumn column) {
        String name = quote(column.name());
        return ", count(%1$s), %2$s, %3$s, coalesce(sum(hashtextextended(%1$s::text, 0)), 0)::text"
                .formatted(name, extreme("min", name, column.pgType()), extreme("max", name, column.pgType()));
    }

    private static String extreme(String function, String name, String type) {
        if (ORDERED.matcher(type).matches()) {
            return "%s(%s)::text".formatted(function, name);
        }
        if (TEXT.matcher(type).matches()) {
            String value = "%s(%s COLLATE \"C\")".formatted(function, name);
            return "CASE WHEN length(%1$s) <= %2$d THEN %1$s END".formatted(value, LONGEST_TEXT);
        }
        return "NULL";
    }

    /** @return the first column whose facts differ, or what else does; null when nothing does */
    public static @Nullable String difference(Facts written, Facts read) {
        if (written.rows() != read.rows()) {
            return "%d rows were written, %d come back".formatted(written.rows(), read.rows());
        }
        for (int i = 0; i < written.columns().size(); i++) {
            ColumnFacts before = written.columns().get(i);
            ColumnFacts after = read.columns().get(i);
            if (!before.checksum().equals(after.checksum()) || before.values() != after.values()) {
                return "column %s does not come back as it was written".formatted(before.name());
            }
        }
        return written.rowChecksum().equals(read.rowChecksum()) ? null : "values of different rows were mixed up";
    }
}
