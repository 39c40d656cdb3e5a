package io.millrace.partition.dataset;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.postgres.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.Query;

/** The definitions of datasets in PostgreSQL. Blocks: call it on virtual threads. */
@ApplicationScoped
public class DatasetStore {
    private static final String STORED =
            "SELECT version, definition::text AS definition, created_at FROM millrace.dataset";

    /** A name and a version, and whether the dataset was deleted since. */
    public record Key(String name, int version, boolean deleted) {}

    /** One definition changes at a time; ends with the transaction. */
    public void lock(Handle handle) {
        handle.execute("SELECT pg_advisory_xact_lock(hashtext('millrace.dataset'))");
    }

    /** @return the newest version of every dataset, by name */
    public List<StoredDataset> all(Handle handle) {
        return stored(handle.createQuery(
                        "SELECT DISTINCT ON (name) version, definition::text AS definition, created_at FROM millrace.dataset"
                                + " WHERE deleted_at IS NULL ORDER BY name, version DESC"))
                .list();
    }

    public Optional<StoredDataset> latest(Handle handle, String name) {
        return stored(handle.createQuery(
                                STORED + " WHERE name = ? AND deleted_at IS NULL ORDER BY version DESC LIMIT 1")
                        .bind(0, name))
                .findOne();
    }

    public Optional<StoredDataset> version(Handle handle, String name, int version) {
        return stored(handle.createQuery(STORED + " WHERE name = ? AND version = ? AND deleted_at IS NULL")
                        .bind(0, name)
                        .bind(1, version))
                .findOne();
    }

    /** Whether the newest version says the same. The database compares, since it keeps numbers in its own spelling. */
    public boolean same(Handle handle, Dataset dataset, int version) {
        return handle.createQuery(
                        "SELECT count(*) > 0 FROM millrace.dataset WHERE name = ? AND version = ? AND definition = ?::text::jsonb")
                .bind(0, dataset.name())
                .bind(1, version)
                .bind(2, DatasetDocument.json(dataset))
                .mapTo(Boolean.class)
                .one();
    }

    /** @return the new version; numbers go on where a deleted dataset of the name ended */
    public StoredDataset add(Handle handle, Dataset dataset) {
        return stored(handle.createQuery("""
                        INSERT INTO millrace.dataset (name, version, definition)
                        SELECT :name, coalesce(max(version), 0) + 1, :definition::text::jsonb
                          FROM millrace.dataset WHERE name = :name
                        RETURNING version, definition::text AS definition, created_at
                        """)
                        .bind("name", dataset.name())
                        .bind("definition", DatasetDocument.json(dataset)))
                .one();
    }

    /** @return the versions that are no more; none when there was no such dataset */
    public List<Integer> delete(Handle handle, String name) {
        return handle.createQuery("UPDATE millrace.dataset SET deleted_at = now() WHERE name = ? AND deleted_at IS NULL"
                        + " RETURNING version")
                .bind(0, name)
                .mapTo(Integer.class)
                .list();
    }

    /** @return how many uploads of the dataset have neither ended nor been stopped */
    public long unfinishedUploads(Handle handle, String name) {
        return handle.createQuery("SELECT count(*) FROM millrace.job"
                        + " WHERE dataset = ? AND completed_at IS NULL AND stopped IS NULL")
                .bind(0, name)
                .mapTo(Long.class)
                .one();
    }

    /** Has the loader try the dataset's parked units again as soon as the transaction commits: things have changed. */
    public void retryParked(Handle handle, String name) {
        handle.createUpdate("UPDATE millrace.parked SET retry_at = clock_timestamp()"
                        + " WHERE dataset = ? AND retry_at > clock_timestamp()")
                .bind(0, name)
                .execute();
    }

    /** @return every version of every dataset that is or was */
    public List<Key> keys(Handle handle) {
        return handle.createQuery("SELECT name, version, deleted_at IS NOT NULL AS deleted FROM millrace.dataset"
                        + " ORDER BY name, version")
                .map((row, context) -> new Key(row.getString("name"), row.getInt("version"), row.getBoolean("deleted")))
                .list();
    }

    private static ResultIterable<StoredDataset> stored(Query query) {
        return query.map((row, context) -> new StoredDataset(
                DatasetDocument.read(row.getString("definition")),
                row.getInt("version"),
                Objects.requireNonNull(Sql.instant(row, "created_at"))));
    }
}
