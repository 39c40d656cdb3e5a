package io.millrace.partition.restore;

import io.agroal.api.AgroalDataSource;
import io.millrace.partition.apply.FailPoint;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.archive.ArchiveFiles;
import io.millrace.partition.archive.ArchiveLog;
import io.millrace.partition.archive.ArchiveState;
import io.millrace.partition.archive.ArchiveStep;
import io.millrace.partition.archive.Archived;
import io.millrace.partition.archive.DamagedException;
import io.millrace.partition.archive.FactsSql;
import io.millrace.partition.archive.Snapshot;
import io.millrace.partition.catalog.PgCatalog;
import io.millrace.partition.parquet.ParquetColumn;
import io.millrace.partition.plan.Table.TableColumn;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a partition of what left the table. Nobody who reads or writes the table waits: rows come first, then ATTACH. */
@ApplicationScoped
public class Restore {
    private static final String PREPARE = """
            SELECT millrace.prepare_partition($1::text::regclass,
                     CASE WHEN to_regclass($2) IS NULL THEN $3::text
                          ELSE millrace.partition_name($1::text::regclass, coalesce($4::timestamptz, '-infinity')) END,
                     $4, $5)::oid::bigint AS oid
            """;
    private static final String NAME = "SELECT relname::text AS name FROM pg_class WHERE oid = $1::bigint::oid";

    private final Transactions transactions;
    private final AgroalDataSource database;
    private final PgCatalog catalog;
    private final ArchiveFiles files;
    private final ArchiveLog log;
    private final FailPoint failPoint;
    private final Pool pool;

    Restore(
            Transactions transactions,
            AgroalDataSource database,
            PgCatalog catalog,
            ArchiveFiles files,
            ArchiveLog log,
            FailPoint failPoint,
            Pool pool) {
        this.transactions = transactions;
        this.database = database;
        this.catalog = catalog;
        this.files = files;
        this.log = log;
        this.failPoint = failPoint;
        this.pool = pool;
    }

    /** @return what it would be; nothing is done */
    public RestorePlan plan(Archived line) throws SQLException {
        return RestorePlanner.plan(line, columns(line), catalog.partitions(pool, line.table()));
    }

    /** With types spelt as in manifests: a name that is found without its schema has it there nevertheless. */
    private List<TableColumn> columns(Archived line) throws SQLException {
        Map<String, String> types;
        try (Snapshot snapshot = Snapshot.open(database)) {
            types = FactsSql.columns(snapshot.connection(), line.table().sql()).stream()
                    .collect(Collectors.toMap(ParquetColumn::name, ParquetColumn::pgType));
        }
        return catalog.table(pool, line.table()).stream()
                .flatMap(table -> table.columns().stream())
                .map(column -> new TableColumn(
                        column.name(),
                        types.getOrDefault(column.name(), column.type()),
                        column.notNull(),
                        column.filled(),
                        column.generated()))
                .toList();
    }

    /** Writes down that it is to come back; the duty does it. */
    public void begin(Archived line) {
        if (line.state() != ArchiveState.RESTORING) {
            log.reached(pool, line, ArchiveState.RESTORING);
        }
        failPoint.reached(ArchiveStep.RESTORE_ASKED);
    }

    /** From wherever an earlier attempt has come. */
    public void carryOn(Archived line) throws IOException, SQLException {
        RestorePlan plan = plan(line);
        if (!plan.refusals().isEmpty()) {
            String why = String.join("; ", plan.reasons());
            giveUp(line, why);
            throw new IllegalStateException(why);
        }
        Archived table = line;
        if (plan.fromArchive()) {
            table = prepared(line);
            failPoint.reached(ArchiveStep.PREPARED);
            load(table, plan);
            failPoint.reached(ArchiveStep.LOADED);
        }
        attach(table);
        failPoint.reached(ArchiveStep.ATTACHED);
    }

    /** The empty table that an earlier attempt made, or a new one. */
    private Archived prepared(Archived line) {
        Tuple prepare = Tuple.of(
                line.table().sql(),
                line.partitionTable().sql(),
                line.partition(),
                time(line.lower()),
                time(line.upper()));
        return transactions.run("table for " + line, client -> {
            if (!there(client, line)) {
                long oid = one(client, PREPARE, prepare).getLong("oid");
                log.into(client, line.id(), one(client, NAME, Tuple.of(oid)).getString("name"), oid);
            }
            return log.find(client, line.id()).orElseThrow();
        });
    }

    private void load(Archived line, RestorePlan plan) throws IOException, SQLException {
        Path file = Files.createTempFile("millrace-restore-", ".parquet");
        try (Snapshot snapshot = Snapshot.open(database)) {
            files.fetch(line, file);
            String table = snapshot.table(line);
            snapshot.execute("TRUNCATE " + table);
            List<ParquetColumn> columns =
                    ArchiveFiles.parquetColumns(
                                    Objects.requireNonNull(line.manifest()).facts())
                            .stream()
                            .filter(column -> plan.columns().contains(column.name()))
                            .toList();
            files.load(snapshot.connection(), line, file, table, columns);
            snapshot.commit();
        } catch (DamagedException e) {
            giveUp(line, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** It stays what it was, and somebody has to look at that; the table for its rows goes. */
    private void giveUp(Archived line, String why) {
        boolean fromArchive = line.times().dropped() != null;
        transactions.run("end of the restore of " + line, client -> {
            if (fromArchive && there(client, line)) {
                client.query("DROP TABLE " + line.partitionTable().sql()).executeAndAwait();
            }
            log.back(client, line, fromArchive ? ArchiveState.DROPPED : ArchiveState.DETACHED, why);
            return line;
        });
    }

    private void attach(Archived line) {
        String parent = line.table().sql();
        String child = line.partitionTable().sql();
        Tuple range = Tuple.of(parent, child, time(line.lower()), time(line.upper()));
        transactions.run("bounds of " + line, client -> client.preparedQuery(
                        "SELECT millrace.prove_bounds($1::text::regclass, $2::text::regclass, $3, $4)")
                .executeAndAwait(range));
        transactions.run("attaching " + line, client -> {
            client.preparedQuery("SELECT millrace.attach_partition($1::text::regclass, $2::text::regclass, $3, $4)")
                    .executeAndAwait(range);
            log.reached(client, line, ArchiveState.RESTORED);
            log.hold(client, line.id(), true);
            return line;
        });
    }

    private static Row one(SqlClient client, String sql, Tuple arguments) {
        return client.preparedQuery(sql).executeAndAwait(arguments).iterator().next();
    }

    private static boolean there(SqlClient client, Archived line) {
        return client.preparedQuery("SELECT FROM pg_class WHERE oid = $1::bigint::oid")
                        .executeAndAwait(Tuple.of(line.oid()))
                        .rowCount()
                > 0;
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
