package io.millrace.partitioning.catalog;

import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.partitioning.policy.Policy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The partition sets: which tables are maintained, and how. Blocks: call it on virtual threads. */
public final class PartitionSets {
    private static final String SETS = "SELECT * FROM millrace.partition_set ";

    /** @return all of them, by dataset; those without one behind, by table */
    public List<PartitionSet> all(Handle handle) {
        return sets(handle.createQuery(SETS + "ORDER BY dataset, schema_name, table_name"))
                .list();
    }

    /** @param nameOrTable a dataset's name, or a table as {@link TableName} has it */
    public Optional<PartitionSet> find(Handle handle, String nameOrTable) {
        // a dataset's name has no dot, a table's text has
        return nameOrTable.contains(".") ? ofTable(handle, nameOrTable) : ofDataset(handle, nameOrTable);
    }

    /** @return the set that the dataset owns */
    public Optional<PartitionSet> ofDataset(Handle handle, String name) {
        return sets(handle.createQuery(SETS + "WHERE dataset = ?").bind(0, name))
                .findFirst();
    }

    /** @param table as {@link TableName} has it; what is no table's name has no set */
    public Optional<PartitionSet> ofTable(Handle handle, String table) {
        return table(table).flatMap(name -> find(handle, name));
    }

    /** @return the set of the table */
    public static Optional<PartitionSet> find(Handle handle, TableName table) {
        return sets(handle.createQuery(SETS + "WHERE schema_name = ? AND table_name = ?")
                        .bind(0, table.schema())
                        .bind(1, table.name()))
                .findFirst();
    }

    private static Optional<TableName> table(String text) {
        try {
            return Optional.of(TableName.parse(text));
        } catch (IllegalArgumentException notATable) {
            return Optional.empty(); // nobody has it
        }
    }

    /** @return the dataset that owns the table */
    public Optional<String> owner(Handle handle, TableName table) {
        return find(handle, table).map(PartitionSet::dataset);
    }

    /** Writes the set down. An interval that differs from the one before is remembered as the former one. */
    public void register(Handle handle, PartitionSet set) {
        Policy policy = set.policy();
        handle.createUpdate("""
                        INSERT INTO millrace.partition_set AS s
                               (schema_name, table_name, dataset, time_column, step, premake, retention, expired)
                        VALUES (:schema, :table, :dataset, :column, :step, :premake, :retention, :expired)
                        ON CONFLICT (schema_name, table_name) DO UPDATE
                           SET dataset = excluded.dataset, time_column = excluded.time_column,
                               former_step = CASE WHEN s.step = excluded.step THEN s.former_step ELSE s.step END,
                               step = excluded.step, premake = excluded.premake, retention = excluded.retention,
                               expired = excluded.expired
                        """)
                .bind("schema", set.table().schema())
                .bind("table", set.table().name())
                .bind("dataset", set.dataset())
                .bind("column", set.timeColumn())
                .bind("step", policy.interval().toString())
                .bind("premake", policy.premake())
                .bind(
                        "retention",
                        policy.retention() == null ? null : policy.retention().toString())
                .bind("expired", policy.expired().toString())
                .execute();
    }

    /** Takes the set out; its table stays. */
    public void forget(Handle handle, TableName table) {
        handle.createUpdate("DELETE FROM millrace.partition_set WHERE schema_name = ? AND table_name = ?")
                .bind(0, table.schema())
                .bind(1, table.name())
                .execute();
    }

    private static ResultIterable<PartitionSet> sets(Query query) {
        return query.map((row, context) -> set(row));
    }

    private static PartitionSet set(ResultSet row) throws SQLException {
        @Nullable String dataset = row.getString("dataset");
        @Nullable String retention = row.getString("retention");
        @Nullable String former = row.getString("former_step");
        TableName table = new TableName(row.getString("schema_name"), row.getString("table_name"));
        Policy policy = new Policy(
                Interval.parse(row.getString("step")),
                row.getInt("premake"),
                retention == null ? null : Span.parse(retention),
                Expired.parse(row.getString("expired")),
                former == null ? null : Interval.parse(former));
        return PartitionSet.of(dataset, table, row.getString("time_column"), policy);
    }
}
