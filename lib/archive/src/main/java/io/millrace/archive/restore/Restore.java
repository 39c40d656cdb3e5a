package io.millrace.archive.restore;

import io.millrace.api.archive.ArchiveState;
import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.file.DamagedException;
import io.millrace.archive.file.FactsSql;
import io.millrace.archive.file.Snapshot;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.ArchiveStep;
import io.millrace.archive.log.Archived;
import io.millrace.archive.parquet.ParquetColumn;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.partitioning.plan.ExistingTable.TableColumn;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.Sql;
import io.millrace.postgres.Transactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Makes a partition of what left the table. Nobody who reads or writes the table waits: rows come first, then ATTACH. */
public final class Restore {
    private static final String PREPARE = """
            SELECT millrace.prepare_partition(:parent::text::regclass,
                     CASE WHEN to_regclass(:child) IS NULL THEN :name::text
                          ELSE millrace.partition_name(:parent::text::regclass,
                                                       coalesce(:lower::timestamptz, '-infinity')) END,
                     :lower::timestamptz, :upper::timestamptz)::oid::bigint
            """;
    private static final String RANGE =
            "SELECT millrace.%s(:parent::text::regclass, :child::text::regclass, :lower::timestamptz, :upper::timestamptz)";

    private final Jdbi jdbi;
    private final Transactions transactions;
    private final PgCatalog catalog;
    private final ArchiveFiles files;
    private final FailPoint failPoint;

    public Restore(Jdbi jdbi, Transactions transactions, PgCatalog catalog, ArchiveFiles files, FailPoint failPoint) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.catalog = catalog;
        this.files = files;
        this.failPoint = failPoint;
    }

    /** @return what it would be; nothing is done */
    public RestorePlan plan(Archived line) {
        return RestorePlanner.plan(
                line, columns(line), jdbi.withHandle(handle -> catalog.partitions(handle, line.table())));
    }

    /** With types spelt as in manifests: a name that is found without its schema has it there nevertheless. */
    private List<TableColumn> columns(Archived line) {
        Map<String, String> types;
        try (Snapshot snapshot = Snapshot.open(jdbi)) {
            types = FactsSql.columns(snapshot.handle(), line.table().sql()).stream()
                    .collect(Collectors.toMap(ParquetColumn::name, ParquetColumn::pgType));
        }
        return jdbi.withHandle(handle -> catalog.table(handle, line.table())).stream()
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
            jdbi.useHandle(handle -> ArchiveLog.reached(handle, line, ArchiveState.RESTORING));
        }
        ArchiveStep.RESTORE_ASKED.reached(failPoint);
    }

    /** From wherever an earlier attempt has come. */
    public void carryOn(Archived line) throws IOException {
        RestorePlan plan = plan(line);
        if (!plan.refusals().isEmpty()) {
            String why = String.join("; ", plan.reasons());
            giveUp(line, why);
            throw new IllegalStateException(why);
        }
        Archived table = line;
        if (plan.fromArchive()) {
            table = prepared(line);
            ArchiveStep.PREPARED.reached(failPoint);
            load(table, plan);
            ArchiveStep.LOADED.reached(failPoint);
        }
        attach(table);
        ArchiveStep.ATTACHED.reached(failPoint);
    }

    /** The empty table that an earlier attempt made, or a new one. */
    private Archived prepared(Archived line) {
        return transactions.run("table for " + line, handle -> {
            if (!there(handle, line)) {
                long oid = ranged(handle.createQuery(PREPARE), line)
                        .bind("name", line.partition())
                        .mapTo(Long.class)
                        .one();
                String name = handle.select("SELECT relname::text FROM pg_class WHERE oid = ?::bigint::oid", oid)
                        .mapTo(String.class)
                        .one();
                ArchiveLog.into(handle, line.id(), name, oid);
            }
            return ArchiveLog.find(handle, line.id()).orElseThrow();
        });
    }

    private void load(Archived line, RestorePlan plan) throws IOException {
        Path file = Files.createTempFile("millrace-restore-", ".parquet");
        try (Snapshot snapshot = Snapshot.open(jdbi)) {
            files.fetch(line, file);
            String table = snapshot.table(line);
            snapshot.execute("TRUNCATE " + table);
            List<ParquetColumn> columns =
                    ArchiveFiles.parquetColumns(
                                    Objects.requireNonNull(line.manifest()).facts())
                            .stream()
                            .filter(column -> plan.columns().contains(column.name()))
                            .toList();
            files.load(snapshot.handle(), line, file, table, columns);
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
        transactions.run("end of the restore of " + line, handle -> {
            if (fromArchive && there(handle, line)) {
                Sql.execute(handle, "DROP TABLE " + line.partitionTable().sql());
            }
            ArchiveLog.back(handle, line, fromArchive ? ArchiveState.DROPPED : ArchiveState.DETACHED, why);
            return line;
        });
    }

    private void attach(Archived line) {
        transactions.run("bounds of " + line, handle -> called(handle, "prove_bounds", line));
        transactions.run("attaching " + line, handle -> {
            called(handle, "attach_partition", line);
            ArchiveLog.reached(handle, line, ArchiveState.RESTORED);
            ArchiveLog.hold(handle, line.id(), true);
            return line;
        });
    }

    private static Archived called(Handle handle, String function, Archived line) {
        ranged(handle.createQuery(RANGE.formatted(function)), line)
                .map((row, context) -> true)
                .one();
        return line;
    }

    private static Query ranged(Query query, Archived line) {
        return query.bind("parent", line.table().sql())
                .bind("child", line.partitionTable().sql())
                .bind("lower", time(line.lower()))
                .bind("upper", time(line.upper()));
    }

    private static boolean there(Handle handle, Archived line) {
        return handle.select("SELECT count(*) > 0 FROM pg_class WHERE oid = ?::bigint::oid", line.oid())
                .mapTo(Boolean.class)
                .one();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : Sql.utc(instant);
    }
}
