package io.millrace.migration.recreate;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.recreate.TargetTable.Way;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.ForeignKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Foreign keys in both directions. They are taken off and put on again at the swap, NOT VALID: they hold for what is
 * written from then on, and no row is looked at under the lock. The rows that are there are checked afterwards. A target
 * that is not in service yet has none: it lags behind, and would refuse changes of the other table that are right.
 */
final class ForeignKeySql {
    private ForeignKeySql() {}

    /**
     * The tables at the other ends. Who holds one of them and waits for the table would be killed as a deadlock if they
     * were waited for longer than {@code deadlock_timeout}; so they are to be had at once, or the whole is tried again.
     */
    static List<String> lock(TableShape shape) {
        List<String> sql = new ArrayList<>(List.of("SET LOCAL lock_timeout = '100ms'"));
        shape.foreignKeys().stream()
                .map(key -> isIn(shape, key) ? key.from() : key.to())
                .distinct()
                .forEach(other -> sql.add("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(other.sql())));
        return sql;
    }

    static List<String> release(TableShape shape, TargetTable target) {
        return shape.foreignKeys().stream()
                .filter(key -> isIn(shape, key) || target.way() != Way.ABOVE)
                .map(key ->
                        "ALTER TABLE %s DROP CONSTRAINT %s".formatted(key.from().sql(), quote(key.name())))
                .toList();
    }

    static List<String> restore(TableShape shape, TargetTable target) {
        List<String> sql = new ArrayList<>();
        for (ForeignKey key : shape.foreignKeys()) {
            if (isIn(shape, key) || !target.partitioned()) {
                sql.add(add(key) + " NOT VALID");
                comment(key, sql);
            } else if (target.way() == Way.ABOVE) {
                sql.add(add(key)); // finds the partition's own, which is valid, and looks at no row
                comment(key, sql);
            } else {
                sql.add(eachPartition(
                        shape.table(),
                        "",
                        "ADD CONSTRAINT %s %s NOT VALID".formatted(quote(key.name()), key.definition())));
            }
        }
        return List.copyOf(sql);
    }

    static List<String> validate(TableShape shape, TargetTable target) {
        List<String> sql = new ArrayList<>();
        for (ForeignKey key : shape.foreignKeys()) {
            String validate = "VALIDATE CONSTRAINT " + quote(key.name());
            if (isIn(shape, key) || !target.partitioned()) {
                sql.add("ALTER TABLE %s %s".formatted(key.from().sql(), validate));
            } else if (target.way() != Way.ABOVE) {
                sql.add(eachPartition(
                        shape.table(),
                        " JOIN pg_catalog.pg_constraint ON conrelid = inhrelid AND NOT convalidated AND conname = "
                                + SqlText.literal(key.name()),
                        validate));
                sql.add(unlessThere(key));
                comment(key, sql);
            }
        }
        return List.copyOf(sql);
    }

    private static boolean isIn(TableShape shape, ForeignKey key) {
        return key.to().equals(shape.table());
    }

    private static String add(ForeignKey key) {
        return "ALTER TABLE %s ADD CONSTRAINT %s %s".formatted(key.from().sql(), quote(key.name()), key.definition());
    }

    /** PostgreSQL before 18 has no foreign key NOT VALID on a partitioned table, but on its partitions. */
    private static String eachPartition(TableName table, String that, String action) {
        return SqlText.block("""
                DECLARE part pg_catalog.regclass;
                BEGIN
                    FOR part IN SELECT inhrelid FROM pg_catalog.pg_inherits%s
                                 WHERE inhparent = %s::pg_catalog.regclass LOOP
                        EXECUTE 'ALTER TABLE ' || part || %s;
                    END LOOP;
                END""".formatted(that, SqlText.literal(table.sql()), SqlText.literal(" " + action)));
    }

    private static String unlessThere(ForeignKey key) {
        return SqlText.block("""
                BEGIN
                    IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint
                                    WHERE conrelid = %s::pg_catalog.regclass AND conname = %s) THEN
                        EXECUTE %s;
                    END IF;
                END""".formatted(
                        SqlText.literal(key.from().sql()), SqlText.literal(key.name()), SqlText.literal(add(key))));
    }

    private static void comment(ForeignKey key, List<String> sql) {
        if (key.comment() != null) {
            sql.add("COMMENT ON CONSTRAINT %s ON %s IS %s"
                    .formatted(quote(key.name()), key.from().sql(), SqlText.literal(key.comment())));
        }
    }
}
