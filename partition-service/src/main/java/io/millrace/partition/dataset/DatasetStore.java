package io.millrace.partition.dataset;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The definitions of datasets in PostgreSQL. Blocks: call it on virtual threads. */
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
