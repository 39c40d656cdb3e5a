package io.millrace.partition.shape;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.shape.TableShape.Kind;
import io.millrace.partition.shape.TableShape.Traits;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what hangs on a table. Blocks: call it on virtual threads. */
@ApplicationScoped
public class ShapeReader {
    /**
     * Locks nothing by itself; one who must be sure holds a lock on the table.
     *
     * @param transaction a connection with an open transaction: its search_path is emptied until the end of that, so that
     *     PostgreSQL spells every name with its schema, and notices are not sent
     * @return nothing when no table, plain or partitioned, has the name
     */
    public Optional<TableShape> read(SqlConnection transaction, TableName table) {
        transaction.query("SET LOCAL search_path = pg_catalog, pg_temp").executeAndAwait();
        transaction.query("SET LOCAL client_min_messages = warning").executeAndAwait();
        return rows(transaction, ShapeSql.TABLE, Tuple.of(table.sql()), row -> row).stream()
                .findFirst()
                .map(row -> shape(transaction, table, row));
    }

    private static TableShape shape(SqlConnection client, TableName table, Row row) {
        Tuple oid = Tuple.of(row.getLong("oid"));
        return new TableShape(
                table,
                row.getBoolean("partitioned") ? Kind.PARTITIONED : Kind.PLAIN,
                row.getInteger("server_version"),
                traits(row),
                rows(client, ShapeSql.COLUMNS, oid, ShapeReader::column),
                rows(client, ShapeSql.GRANTS, oid, ShapeReader::grant),
                rows(client, ShapeSql.CHECKS, oid, ShapeReader::check),
                rows(client, ShapeSql.INDEXES, oid, ShapeReader::index),
                rows(client, ShapeSql.FOREIGN_KEYS, oid, ShapeReader::foreignKey),
                rows(client, ShapeSql.TRIGGERS, oid, ShapeReader::trigger),
                rows(client, ShapeSql.POLICIES, oid, ShapeReader::policy),
                rows(client, DependentSql.DEPENDENTS, oid, ShapeReader::dependent),
                rows(client, ShapeSql.PUBLICATIONS, oid, ShapeReader::publication),
                rows(client, ShapeSql.STATISTICS, oid, ShapeReader::statistics),
                rows(client, DependentSql.OBSTACLES, oid, ShapeReader::obstacle));
    }

    private static Traits traits(Row row) {
        return new Traits(
                row.getString("owner"),
                row.getBoolean("own_privileges"),
                List.of(row.getArrayOfStrings("grantees")),
                row.getString("comment"),
                row.getString("tablespace"),
                List.of(row.getArrayOfStrings("options")),
                row.getBoolean("row_security"),
                row.getBoolean("forced"),
                row.getBoolean("hidden"),
                row.getString("identity"));
    }

    private static TableShape.Column column(Row row) {
        return new TableShape.Column(
                row.getString("name"),
                row.getString("type"),
                row.getBoolean("not_null"),
                row.getBoolean("generated"),
                row.getString("identity"),
                name(row.getString("sequence_schema"), row.getString("sequence_name")),
                row.getInteger("target"),
                List.of(row.getArrayOfStrings("options")));
    }

    private static TableShape.Grant grant(Row row) {
        return new TableShape.Grant(
                row.getString("column_name"),
                row.getString("privilege"),
                row.getString("grantee"),
                row.getBoolean("grantable"));
    }

    private static TableShape.Check check(Row row) {
        return new TableShape.Check(
                row.getString("name"),
                row.getString("definition"),
                row.getBoolean("validated"),
                row.getBoolean("inherited"));
    }

    private static TableShape.Index index(Row row) {
        return new TableShape.Index(
                row.getString("name"),
                row.getBoolean("is_unique"),
                row.getString("type"),
                row.getString("definition"),
                row.getString("constraint_definition"),
                List.of(row.getArrayOfStrings("columns")),
                row.getBoolean("valid"),
                row.getBoolean("clustered"),
                row.getBoolean("identity"),
                row.getString("comment"));
    }

    private static TableShape.ForeignKey foreignKey(Row row) {
        return new TableShape.ForeignKey(
                row.getString("name"),
                new TableName(row.getString("from_schema"), row.getString("from_name")),
                new TableName(row.getString("to_schema"), row.getString("to_name")),
                row.getString("definition"),
                List.of(row.getArrayOfStrings("referenced")),
                row.getBoolean("validated"),
                row.getBoolean("partitioned"),
                row.getString("comment"));
    }

    private static TableShape.Trigger trigger(Row row) {
        return new TableShape.Trigger(
                row.getString("name"),
                row.getString("definition"),
                row.getBoolean("row"),
                row.getBoolean("transitions"),
                row.getString("enabled"),
                row.getString("comment"));
    }

    private static TableShape.Policy policy(Row row) {
        return new TableShape.Policy(row.getString("name"), row.getString("definition"), row.getString("comment"));
    }

    private static TableShape.Dependent dependent(Row row) {
        return new TableShape.Dependent(
                row.getString("object"),
                row.getString("owner"),
                row.getBoolean("ownable"),
                row.getString("statement"),
                row.getBoolean("by_key"));
    }

    private static TableShape.Publication publication(Row row) {
        return new TableShape.Publication(row.getString("name"), row.getString("suffix"), row.getBoolean("via_root"));
    }

    private static TableShape.Statistics statistics(Row row) {
        return new TableShape.Statistics(
                new TableName(row.getString("schema"), row.getString("name")),
                row.getString("owner"),
                row.getString("definition"),
                row.getInteger("target"),
                row.getString("comment"));
    }

    private static Obstacle obstacle(Row row) {
        return new Obstacle(row.getString("object"), row.getString("reason"), row.getString("remedy"));
    }

    private static @Nullable TableName name(@Nullable String schema, @Nullable String name) {
        return schema == null || name == null ? null : new TableName(schema, name);
    }

    private static <T> List<T> rows(SqlConnection client, String sql, Tuple arguments, Function<Row, T> shape) {
        return StreamSupport.stream(
                        client.preparedQuery(sql).executeAndAwait(arguments).spliterator(), false)
                .map(shape)
                .toList();
    }
}
