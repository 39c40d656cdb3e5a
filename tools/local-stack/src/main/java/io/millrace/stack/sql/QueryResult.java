package io.millrace.stack.sql;

import io.millrace.cli.print.Table;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query's answer.
 *
 * @param columns their names
 * @param rows numbers and booleans as such, everything else as PostgreSQL writes it
 */
record QueryResult(List<String> columns, List<List<@Nullable Object>> rows) {

    static QueryResult read(ResultSet from) throws SQLException {
        ResultSetMetaData shape = from.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int column = 1; column <= shape.getColumnCount(); column++) {
            columns.add(shape.getColumnLabel(column));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (from.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int column = 1; column <= columns.size(); column++) {
                Object value = from.getObject(column);
                row.add(value instanceof Number || value instanceof Boolean ? value : from.getString(column));
            }
            rows.add(row);
        }
        return new QueryResult(columns, rows);
    }

    List<Map<String, @Nullable Object>> objects() {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (int column = 0; column < columns.size(); column++) {
                object.put(columns.get(column), row.get(column));
            }
            objects.add(object);
        }
        return objects;
    }

    String table() {
        Table table = new Table(columns);
        rows.forEach(row -> table.row(
                row.stream().map(cell -> cell == null ? "" : cell.toString()).toList()));
        return table.render() + "(" + rows.size() + (rows.size() == 1 ? " row)\n" : " rows)\n");
    }
}
