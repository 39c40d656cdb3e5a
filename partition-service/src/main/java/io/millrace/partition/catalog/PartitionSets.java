package io.millrace.partition.catalog;

import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.policy.PartitionSet;
import io.millrace.partition.policy.Policy;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The partition sets: which tables are maintained, and how. Blocks: call it on virtual threads. */
@ApplicationScoped
public class PartitionSets {
    private static final String SETS = "SELECT * FROM millrace.partition_set ";

    /** @return all of them, by dataset; those without one behind, by table */
    public List<PartitionSet> all(SqlClient client) {
        return sets(client, SETS + "ORDER BY dataset, schema_name, table_name", Tuple.tuple())
                .toList();
    }

    /** @param nameOrTable a dataset's name, or a table as {@link TableName} has it */
    public Optional<PartitionSet> find(SqlClient client, String nameOrTable) {
        // a dataset's name has no dot, a table's text has
        return find(client, nameOrTable.contains(".") ? SetKind.TABLES : SetKind.DATASETS, nameOrTable);
    }

    /** @throws io.millrace.api.ProblemException 404 when there is none */
    public PartitionSet required(SqlClient client, SetKind kind, String name) {
        return find(client, kind, name).orElseThrow(() -> kind.unknown(name));
    }

    private static Optional<PartitionSet> find(SqlClient client, SetKind kind, String name) {
        return switch (kind) {
            case DATASETS ->
                sets(client, SETS + "WHERE dataset = $1", Tuple.of(name)).findFirst();
            case TABLES -> table(name).flatMap(table -> find(client, table));
        };
    }

    /** @return the set of the table */
    public static Optional<PartitionSet> find(SqlClient client, TableName table) {
        return sets(client, SETS + "WHERE schema_name = $1 AND table_name = $2", Tuple.of(table.schema(), table.name()))
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
    public Optional<String> owner(SqlClient client, TableName table) {
        return find(client, table).map(PartitionSet::dataset);
    }

    /** Writes the set down. An interval that differs from the one before is remembered as the former one. */
    public void register(SqlClient client, PartitionSet set) {
        Policy policy = set.policy();
        client.preparedQuery("""
                        INSERT INTO millrace.partition_set AS s
                               (schema_name, table_name, dataset, time_column, step, premake, retention, expired)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                        ON CONFLICT (schema_name, table_name) DO UPDATE
                           SET dataset = excluded.dataset, time_column = excluded.time_column,
                               former_step = CASE WHEN s.step = excluded.step THEN s.former_step ELSE s.step END,
                               step = excluded.step, premake = excluded.premake, retention = excluded.retention,
                               expired = excluded.expired
                        """)
                .executeAndAwait(Tuple.of(set.table().schema(), set.table().name(), set.dataset())
                        .addString(set.timeColumn())
                        .addString(policy.interval().toString())
                        .addInteger(policy.premake())
                        .addString(
                                policy.retention() == null
                                        ? null
                                        : policy.retention().toString())
                        .addString(policy.expired().toString()));
    }

    /** Takes the set out; its table stays. */
    public void forget(SqlClient client, TableName table) {
        client.preparedQuery("DELETE FROM millrace.partition_set WHERE schema_name = $1 AND table_name = $2")
                .executeAndAwait(Tuple.of(table.schema(), table.name()));
    }

    private static Stream<PartitionSet> sets(SqlClient client, String sql, Tuple arguments) {
        return StreamSupport.stream(
                        client.preparedQuery(sql).executeAndAwait(arguments).spliterator(), false)
                .map(PartitionSets::set);
    }

    private static PartitionSet set(Row row) {
        @Nullable String dataset = row.getString("dataset");
        @Nullable String retention = row.getString("retention");
        @Nullable String former = row.getString("former_step");
        TableName table = new TableName(row.getString("schema_name"), row.getString("table_name"));
        Policy policy = new Policy(
                Interval.parse(row.getString("step")),
                row.getInteger("premake"),
                retention == null ? null : Span.parse(retention),
                Expired.parse(row.getString("expired")),
                former == null ? null : Interval.parse(former));
        return PartitionSet.of(dataset, table, row.getString("time_column"), policy);
    }
}
