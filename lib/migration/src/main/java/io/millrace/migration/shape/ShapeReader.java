package io.millrace.migration.shape;

import io.millrace.api.migration.Obstacle;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.shape.TableShape.Kind;
import io.millrace.migration.shape.TableShape.Traits;
import io.millrace.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads what hangs on a table. Blocks: call it on virtual threads. */
public final class ShapeReader {
    private ShapeReader() {}

    /** A row as a value. */
    @FunctionalInterface
    private interface Mapping<T> {
        T of(ResultSet row) throws SQLException;
    }

    /**
     * Locks nothing by itself; one who must be sure holds a lock on the table.
     *
     * @param transaction a connection with an open transaction: its search_path is emptied until the end of that, so that
     *     PostgreSQL spells every name with its schema, and notices are not sent
     * @return nothing when no table, plain or partitioned, has the name
     */
    public static Optional<TableShape> read(Handle transaction, TableName table) {
        Sql.execute(
                transaction, "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL client_min_messages = warning");
        return transaction
                .createQuery(ShapeSql.TABLE)
                .bind("table", table.sql())
                .map((row, context) -> shape(transaction, table, row))
                .findFirst();
    }

    private static TableShape shape(Handle handle, TableName table, ResultSet row) throws SQLException {
        long oid = row.getLong("oid");
        return new TableShape(
                table,
                row.getBoolean("partitioned") ? Kind.PARTITIONED : Kind.PLAIN,
                row.getInt("server_version"),
                traits(row),
                rows(handle, ShapeSql.COLUMNS, oid, ShapeReader::column),
                rows(handle, ShapeSql.GRANTS, oid, ShapeReader::grant),
                rows(handle, ShapeSql.CHECKS, oid, ShapeReader::check),
                rows(handle, ShapeSql.INDEXES, oid, ShapeReader::index),
                rows(handle, ShapeSql.FOREIGN_KEYS, oid, ShapeReader::foreignKey),
                rows(handle, ShapeSql.TRIGGERS, oid, ShapeReader::trigger),
                rows(handle, ShapeSql.POLICIES, oid, ShapeReader::policy),
                rows(handle, DependentSql.DEPENDENTS, oid, ShapeReader::dependent),
                rows(handle, ShapeSql.PUBLICATIONS, oid, ShapeReader::publication),
                rows(handle, ShapeSql.STATISTICS, oid, ShapeReader::statistics),
                rows(handle, DependentSql.OBSTACLES, oid, ShapeReader::obstacle));
    }

    private static Traits traits(ResultSet row) throws SQLException {
        return new Traits(
                row.getString("owner"),
                row.getBoolean("own_privileges"),
                Sql.strings(row, "grantees"),
                row.getString("comment"),
                row.getString("tablespace"),
                Sql.strings(row, "options"),
                row.getBoolean("row_security"),
                row.getBoolean("forced"),
                row.getBoolean("hidden"),
                row.getString("identity"));
    }

    private static TableShape.Column column(ResultSet row) throws SQLException {
        return new TableShape.Column(
                row.getString("name"),
                row.getString("type"),
                row.getBoolean("not_null"),
                row.getBoolean("generated"),
                row.getString("identity"),
                name(row.getString("sequence_schema"), row.getString("sequence_name")),
                row.getObject("target", Integer.class),
                Sql.strings(row, "options"));
    }

    private static TableShape.Grant grant(ResultSet row) throws SQLException {
        return new TableShape.Grant(
                row.getString("column_name"),
                row.getString("privilege"),
                row.getString("grantee"),
                row.getBoolean("grantable"));
    }

    private static TableShape.Check check(ResultSet row) throws SQLException {
        return new TableShape.Check(
                row.getString("name"),
                row.getString("definition"),
                row.getBoolean("validated"),
                row.getBoolean("inherited"));
    }

    private static TableShape.Index index(ResultSet row) throws SQLException {
        return new TableShape.Index(
                row.getString("name"),
                row.getBoolean("is_unique"),
                row.getString("type"),
                row.getString("definition"),
                row.getString("constraint_definition"),
                Sql.strings(row, "columns"),
                row.getBoolean("valid"),
                row.getBoolean("clustered"),
                row.getBoolean("identity"),
                row.getString("comment"));
    }

    private static TableShape.ForeignKey foreignKey(ResultSet row) throws SQLException {
        return new TableShape.ForeignKey(
                row.getString("name"),
                new TableName(row.getString("from_schema"), row.getString("from_name")),
                new TableName(row.getString("to_schema"), row.getString("to_name")),
                row.getString("definition"),
                Sql.strings(row, "referenced"),
                row.getBoolean("validated"),
                row.getBoolean("partitioned"),
                row.getString("comment"));
    }

    private static TableShape.Trigger trigger(ResultSet row) throws SQLException {
        return new TableShape.Trigger(
                row.getString("name"),
                row.getString("definition"),
                row.getBoolean("row"),
                row.getBoolean("transitions"),
                row.getString("enabled"),
                row.getString("comment"));
    }

    private static TableShape.Policy policy(ResultSet row) throws SQLException {
        return new TableShape.Policy(row.getString("name"), row.getString("definition"), row.getString("comment"));
    }

    private static TableShape.Dependent dependent(ResultSet row) throws SQLException {
        return new TableShape.Dependent(
                row.getString("object"),
                row.getString("owner"),
                row.getBoolean("ownable"),
                row.getString("statement"),
                row.getBoolean("by_key"));
    }

    private static TableShape.Publication publication(ResultSet row) throws SQLException {
        return new TableShape.Publication(row.getString("name"), row.getString("suffix"), row.getBoolean("via_root"));
    }

    private static TableShape.Statistics statistics(ResultSet row) throws SQLException {
        return new TableShape.Statistics(
                new TableName(row.getString("schema"), row.getString("name")),
                row.getString("owner"),
                row.getString("definition"),
                row.getObject("target", Integer.class),
                row.getString("comment"));
    }

    private static Obstacle obstacle(ResultSet row) throws SQLException {
        return new Obstacle(row.getString("object"), row.getString("reason"), row.getString("remedy"));
    }

    private static @Nullable TableName name(@Nullable String schema, @Nullable String name) {
        return schema == null || name == null ? null : new TableName(schema, name);
    }

    private static <T> List<T> rows(Handle handle, String sql, long oid, Mapping<T> mapping) {
        return handle.createQuery(sql)
                .bind("oid", oid)
                .map((row, context) -> mapping.of(row))
                .list();
    }
}
