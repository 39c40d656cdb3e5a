package io.millrace.migration.recut;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.recut.Recut.Piece;
import io.millrace.postgres.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What SQL there is about a parent, its partitions, and the ones that are being made. */
final class RecutTables {
    private static final String DEFAULT = """
            SELECT n.nspname::text AS schema, c.relname::text AS name FROM pg_partitioned_table p
              JOIN pg_class c ON c.oid = p.partdefid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE p.partrelid = ?::regclass
            """;
    private static final String OUTSIDE = """
            SELECT DISTINCT lower(gap) AS lower, upper(gap) AS upper
              FROM (SELECT DISTINCT date_trunc(:step, %1$s::timestamptz) AS at FROM %2$s
                     WHERE isfinite(%1$s) AND (:from::timestamptz IS NULL OR %1$s >= :from::timestamptz)
                       AND (:to::timestamptz IS NULL OR %1$s < :to::timestamptz)) AS times
             CROSS JOIN LATERAL millrace.missing_partitions(:parent::regclass, :step, times.at, times.at) AS gap
             ORDER BY 1
            """;
    private static final String CHILDREN = """
            SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_get_expr(c.relpartbound, 0) AS bound,
                   c.relname ~ '_p[0-9]{8}(_[0-9]{4})?_[0-9]{1,3}$' AS numbered, p.lower, p.upper
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN millrace.partitions(:parent::regclass) p ON p.partition = c.oid
             WHERE i.inhparent = :parent::regclass
             ORDER BY p.lower NULLS LAST
            """;
    private static final String NAME = """
            SELECT millrace.partition_name(?::regclass, ?::timestamptz, ?::timestamptz) AS name
            """;
    /** Whatever hangs on a partition alone would go with it. */
    private static final String OWN = """
            SELECT 'trigger ' || tgname AS what FROM pg_trigger
             WHERE tgrelid = :partition::regclass AND NOT tgisinternal AND tgparentid = 0 AND tgname NOT LIKE 'millrace\\_%'
            UNION ALL
            SELECT 'foreign key ' || conname || ' of ' || conrelid::regclass FROM pg_constraint
             WHERE contype = 'f' AND confrelid = :partition::regclass AND conparentid = 0
            """;

    private static final String REFERENCED = """
            SELECT conname || ' of ' || conrelid::regclass AS what FROM pg_constraint
             WHERE contype = 'f' AND confrelid = ?::regclass AND conparentid = 0 LIMIT 1
            """;
    private static final String FOREIGN_KEYS = """
            SELECT conname::text AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
             WHERE contype = 'f' AND conrelid = ?::regclass AND convalidated
            """;
    private static final String INDEX_NAMES = """
            SELECT c.relname::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = ?::regclass
            """;
    /** A partition as SQL text: its name, its bounds, and whether it had to be called by a number. */
    record Child(
            String name,
            String bound,
            boolean numbered,
            @Nullable OffsetDateTime lower,
            @Nullable OffsetDateTime upper) {
        boolean isDefault() {
            return lower == null;
        }
    }

    private RecutTables() {}

    static Optional<TableName> defaultPartition(Handle handle, TableName parent) {
        return handle.select(DEFAULT, parent.sql())
                .map((row, context) -> new TableName(row.getString("schema"), row.getString("name")))
                .findFirst();
    }

    /** @return partitions that rows of the DEFAULT partition would need, in steps of the interval */
    static List<Piece> outside(
            Handle handle,
            TableName parent,
            TableName defaultPartition,
            String column,
            Interval interval,
            @Nullable Instant from,
            @Nullable Instant to) {
        return handle.createQuery(OUTSIDE.formatted(quote(column), defaultPartition.sql()))
                .bind("parent", parent.sql())
                .bind("step", interval.toString())
                .bind("from", from == null ? null : Sql.utc(from))
                .bind("to", to == null ? null : Sql.utc(to))
                .map((row, context) -> new Piece(
                        row.getObject("lower", OffsetDateTime.class).toInstant(),
                        row.getObject("upper", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** @return by time, the DEFAULT one last */
    static List<Child> children(Handle handle, TableName parent) {
        return handle.createQuery(CHILDREN)
                .bind("parent", parent.sql())
                .map((row, context) -> new Child(
                        row.getString("name"),
                        row.getString("bound"),
                        row.getBoolean("numbered"),
                        row.getObject("lower", OffsetDateTime.class),
                        row.getObject("upper", OffsetDateTime.class)))
                .list();
    }

    static void make(Handle handle, TableName parent, Piece piece) {
        handle.select(
                        "SELECT millrace.create_partition(?::regclass, ?, ?)::text",
                        parent.sql(),
                        Sql.utc(piece.lower()),
                        Sql.utc(piece.upper()))
                .mapTo(String.class)
                .list();
    }

    /** A name that was taken by an old partition may be free now. */
    static void rename(Handle handle, Child child, TableName parent) {
        String name = handle.select(NAME, parent.sql(), child.lower(), child.upper())
                .mapTo(String.class)
                .one();
        Sql.execute(handle, "ALTER TABLE %s RENAME TO %s".formatted(child.name(), quote(name)));
    }

    static List<String> ownOf(Handle handle, String partition) {
        return handle.createQuery(OWN)
                .bind("partition", partition)
                .mapTo(String.class)
                .list();
    }

    static List<String> referencing(Handle handle, TableName parent) {
        return handle.select(REFERENCED, parent.sql()).mapTo(String.class).list();
    }

    /** @return the definitions of the parent's foreign keys, each with its name */
    static List<String> foreignKeys(Handle handle, TableName parent) {
        return handle.select(FOREIGN_KEYS, parent.sql())
                .map((row, context) -> quote(row.getString("name")) + " " + row.getString("definition"))
                .list();
    }

    /** Whether the table was made for this. */
    static boolean isFor(Handle handle, TableName table, String purpose) {
        return handle.select(
                        "SELECT obj_description(to_regclass(?), 'pg_class') IS NOT DISTINCT FROM ?",
                        table.sql(),
                        purpose)
                .mapTo(Boolean.class)
                .one();
    }

    static void mark(Handle handle, TableName table, String purpose) {
        Sql.execute(handle, "COMMENT ON TABLE %s IS '%s'".formatted(table.sql(), purpose.replace("'", "''")));
    }

    /** What ATTACH would have to look for under its lock is known before. */
    static void proveBounds(Handle handle, TableName parent, Child child) {
        handle.select(
                        "SELECT millrace.prove_bounds(?::regclass, ?::regclass, ?::timestamptz, ?::timestamptz)::text",
                        parent.sql(),
                        child.name(),
                        child.lower(),
                        child.upper())
                .mapTo(String.class)
                .list();
    }

    /** @param key its name and its definition; complete, since ATTACH takes no other */
    static void foreignKey(Handle handle, Child child, String key) {
        String name = key.substring(0, key.indexOf(" FOREIGN KEY "));
        Sql.execute(handle, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s".formatted(child.name(), name));
        Sql.execute(handle, "ALTER TABLE %s ADD CONSTRAINT %s NOT VALID".formatted(child.name(), key));
        Sql.execute(handle, "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(child.name(), name));
    }

    /** Gives a table another's name, and its indexes, where they are called after it, the names that follow from that. */
    static void takeName(Handle handle, TableName table, TableName other) {
        List<String> indexes =
                handle.select(INDEX_NAMES, table.sql()).mapTo(String.class).list();
        indexes.stream()
                .filter(index -> index.startsWith(table.name()))
                .forEach(index -> Sql.execute(
                        handle,
                        "ALTER INDEX %s RENAME TO %s"
                                .formatted(
                                        new TableName(table.schema(), index).sql(),
                                        quote(other.name()
                                                + index.substring(table.name().length())))));
        Sql.execute(handle, "ALTER TABLE %s RENAME TO %s".formatted(table.sql(), quote(other.name())));
    }
}
