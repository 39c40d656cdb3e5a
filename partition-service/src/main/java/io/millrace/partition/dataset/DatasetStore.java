package io.millrace.partition.dataset;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
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
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The definitions of datasets and their partition sets in PostgreSQL. Blocks: call it on virtual threads. */
@ApplicationScoped
public class DatasetStore {
    private static final String STORED =
            "SELECT version, definition::text AS definition, created_at FROM millrace.dataset";

    /** A name and a version, and whether the dataset was deleted since. */
    public record Key(String name, int version, boolean deleted) {}

    /** One definition changes at a time; ends with the transaction. */
    public void lock(SqlClient client) {
        client.query("SELECT pg_advisory_xact_lock(hashtext('millrace.dataset'))")
                .executeAndAwait();
    }

    /** @return the newest version of every dataset, by name */
    public List<StoredDataset> all(SqlClient client) {
        return stored(
                client,
                "SELECT DISTINCT ON (name) version, definition::text AS definition, created_at FROM millrace.dataset"
                        + " WHERE deleted_at IS NULL ORDER BY name, version DESC",
                Tuple.tuple());
    }

    public Optional<StoredDataset> latest(SqlClient client, String name) {
        return stored(
                        client,
                        STORED + " WHERE name = $1 AND deleted_at IS NULL ORDER BY version DESC LIMIT 1",
                        Tuple.of(name))
                .stream()
                .findFirst();
    }

    public Optional<StoredDataset> version(SqlClient client, String name, int version) {
        return stored(
                        client,
                        STORED + " WHERE name = $1 AND version = $2 AND deleted_at IS NULL",
                        Tuple.of(name, version))
                .stream()
                .findFirst();
    }

    /** Whether the newest version says the same. The database compares, since it keeps numbers in its own spelling. */
    public boolean same(SqlClient client, Dataset dataset, int version) {
        return rows(
                        client,
                        "SELECT FROM millrace.dataset WHERE name = $1 AND version = $2 AND definition = $3::text::jsonb",
                        Tuple.of(dataset.name(), version, DatasetDocument.json(dataset)))
                .findAny()
                .isPresent();
    }

    /** @return the new version; numbers go on where a deleted dataset of the name ended */
    public StoredDataset add(SqlClient client, Dataset dataset) {
        return stored(client, """
                        INSERT INTO millrace.dataset (name, version, definition)
                        SELECT $1, coalesce(max(version), 0) + 1, $2::text::jsonb FROM millrace.dataset WHERE name = $1
                        RETURNING version, definition::text AS definition, created_at
                        """, Tuple.of(dataset.name(), DatasetDocument.json(dataset)))
                .getFirst();
    }

    /** @return the versions that are no more; none when there was no such dataset */
    public List<Integer> delete(SqlClient client, String name) {
        client.preparedQuery("DELETE FROM millrace.partition_set WHERE dataset = $1")
                .executeAndAwait(Tuple.of(name));
        return rows(
                        client,
                        "UPDATE millrace.dataset SET deleted_at = now() WHERE name = $1 AND deleted_at IS NULL"
                                + " RETURNING version",
                        Tuple.of(name))
                .map(row -> row.getInteger("version"))
                .toList();
    }

    /** @return how many uploads of the dataset have neither ended nor been stopped */
    public long unfinishedUploads(SqlClient client, String name) {
        return rows(
                        client,
                        "SELECT count(*) AS n FROM millrace.job"
                                + " WHERE dataset = $1 AND completed_at IS NULL AND stopped IS NULL",
                        Tuple.of(name))
                .mapToLong(row -> row.getLong("n"))
                .sum();
    }

    /** @return every version of every dataset that is or was */
    public List<Key> keys(SqlClient client) {
        return rows(
                        client,
                        "SELECT name, version, deleted_at IS NOT NULL AS deleted FROM millrace.dataset"
                                + " ORDER BY name, version",
                        Tuple.tuple())
                .map(row -> new Key(row.getString("name"), row.getInteger("version"), row.getBoolean("deleted")))
                .toList();
    }

    /** @return the dataset that owns the table */
    public Optional<String> owner(SqlClient client, TableName table) {
        return rows(
                        client,
                        "SELECT dataset FROM millrace.partition_set WHERE schema_name = $1 AND table_name = $2",
                        Tuple.of(table.schema(), table.name()))
                .map(row -> row.getString("dataset"))
                .findFirst();
    }

    /** Makes the dataset the table's owner, with its policy. */
    public void register(SqlClient client, PartitionSet set, String timeColumn) {
        Span retention = set.policy().retention();
        client.preparedQuery("""
                        INSERT INTO millrace.partition_set
                               (schema_name, table_name, dataset, time_column, step, premake, retention)
                        VALUES ($1, $2, $3, $4, $5, $6, $7)
                        ON CONFLICT (schema_name, table_name) DO UPDATE
                           SET time_column = excluded.time_column, step = excluded.step, premake = excluded.premake,
                               retention = excluded.retention
                        """)
                .executeAndAwait(Tuple.of(set.table().schema(), set.table().name(), set.dataset(), timeColumn)
                        .addString(set.policy().interval().toString())
                        .addInteger(set.policy().premake())
                        .addString(retention == null ? null : retention.toString()));
    }

    /** @return the partition sets of all datasets, by dataset */
    public List<PartitionSet> sets(SqlClient client) {
        return rows(client, "SELECT * FROM millrace.partition_set ORDER BY dataset", Tuple.tuple())
                .map(DatasetStore::set)
                .toList();
    }

    public Optional<PartitionSet> set(SqlClient client, String dataset) {
        return rows(client, "SELECT * FROM millrace.partition_set WHERE dataset = $1", Tuple.of(dataset))
                .map(DatasetStore::set)
                .findFirst();
    }

    private static PartitionSet set(Row row) {
        String retention = row.getString("retention");
        return new PartitionSet(
                row.getString("dataset"),
                new TableName(row.getString("schema_name"), row.getString("table_name")),
                new Policy(
                        Interval.valueOf(row.getString("step").toUpperCase(Locale.ROOT)),
                        row.getInteger("premake"),
                        retention == null ? null : Span.parse(retention)));
    }

    private static List<StoredDataset> stored(SqlClient client, String sql, Tuple arguments) {
        return rows(client, sql, arguments)
                .map(row -> new StoredDataset(
                        DatasetDocument.read(row.getString("definition")),
                        row.getInteger("version"),
                        row.getOffsetDateTime("created_at").toInstant()))
                .toList();
    }

    private static Stream<Row> rows(SqlClient client, String sql, Tuple arguments) {
        return StreamSupport.stream(
                client.preparedQuery(sql).executeAndAwait(arguments).spliterator(), false);
    }
}
