package io.millrace.migration.recreate;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table becomes a partition of its own successor, rows and all, and a table again. All of it runs in the swap's
 * transaction, between the exchange of the names and the rest; nothing of it looks at a row, except that rows of other
 * partitions are brought back.
 */
public final class PartitionSql {
    private static final String WORK = "millrace_key_";

    private PartitionSql() {}

    /**
     * A unique index that is built before the swap, while the table is in use.
     *
     * @param name of the index that it will replace
     * @param constraint its definition ({@code PRIMARY KEY (a)}) when it is one's
     * @param definition {@code USING btree (a)}
     */
    public record Key(String name, @Nullable String constraint, String definition) {
        /** @return its name until the swap; the reader of shapes leaves it out */
        public String workName() {
            return ObjectNames.with(WORK + name, "");
        }

        public String build(TableName table) {
            return "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s %s".formatted(quote(workName()), table.sql(), definition);
        }

        private void take(TableName table, String place, List<String> sql) {
            String index = "%s.%s".formatted(quote(table.schema()), quote(workName()));
            if (constraint == null) {
                sql.add("DROP INDEX %s.%s".formatted(quote(table.schema()), quote(place)));
                sql.add("ALTER INDEX %s RENAME TO %s".formatted(index, quote(place)));
            } else {
                sql.add("ALTER TABLE %s DROP CONSTRAINT %s".formatted(table.sql(), quote(place)));
                sql.add("ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s%s"
                        .formatted(
                                table.sql(),
                                quote(place),
                                constraint.startsWith("PRIMARY KEY") ? "PRIMARY KEY" : "UNIQUE",
                                quote(workName()),
                                constraint.replaceFirst("^.*?((?: DEFERRABLE)?(?: INITIALLY DEFERRED)?)$", "$1")));
            }
        }
    }

    /** @return the unique indexes that must get the time column */
    public static List<Key> longer(TableShape shape, TargetTable target) {
        return shape.indexes().stream()
                .filter(index -> IndexSql.grows(index, target))
                .map(index -> new Key(
                        index.name(), index.constraintDefinition(), IndexSql.grown(index, target, index.definition())))
                .toList();
    }

    /** @return the same ones as they are now, for a rollback */
    public static List<Key> shorter(TableShape shape, TargetTable target) {
        return shape.indexes().stream()
                .filter(index -> IndexSql.grows(index, target))
                .map(index -> new Key(index.name(), index.constraintDefinition(), index.definition()))
                .toList();
    }

    /**
     * The table joins its parent.
     *
     * @param shape as it was before
     * @param keys which have been built
     * @param check a validated CHECK constraint that equals the bounds
     * @param lower as a literal
     * @param upper as a literal
     */
    public static List<String> join(
            TableShape shape, TargetTable target, List<Key> keys, String check, String lower, String upper) {
        TableName part = target.retired(shape.table());
        List<String> sql = new ArrayList<>();
        for (Column column : shape.columns()) {
            if (column.identity() != null && column.sequence() != null) {
                sql.add(SwapSql.continueSequence(shape.table(), column, column.sequence()));
                sql.add("ALTER TABLE %s ALTER COLUMN %s DROP IDENTITY".formatted(part.sql(), quote(column.name())));
                sql.add(SwapSql.renameSequence(shape.table(), column, column.sequence()));
            }
        }
        sql.add("ALTER TABLE %s ALTER COLUMN %s SET NOT NULL"
                .formatted(part.sql(), quote(Objects.requireNonNull(target.timeColumn()))));
        keys.forEach(key -> key.take(part, ObjectNames.with(key.name(), target.retiredSuffix()), sql));
        sql.add("ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)"
                .formatted(shape.table().sql(), part.sql(), SqlText.literal(lower), SqlText.literal(upper)));
        sql.add("ALTER TABLE %s DROP CONSTRAINT %s".formatted(part.sql(), quote(check)));
        return List.copyOf(sql);
    }

    /**
     * The partition becomes the table again, with the rows of the other partitions. The parent is left empty of meaning
     * and can be dropped.
     *
     * @param shape of the partitioned table
     * @param keys which have been built on the partition
     */
    public static List<String> leave(TableShape shape, TargetTable target, List<Key> keys) {
        TableName table = shape.table();
        TableName parent = target.retired(table);
        List<String> sql = new ArrayList<>();
        sql.add("ALTER TABLE %s DETACH PARTITION %s".formatted(parent.sql(), table.sql()));
        keys.forEach(key -> key.take(table, key.name(), sql));
        for (Column column : shape.columns()) {
            if (column.identity() != null && column.sequence() != null) {
                sql.add(identity(table, column, column.sequence()));
                sql.add(SwapSql.continueSequence(table, column, column.sequence()));
                String retired = ObjectNames.with(column.sequence().name(), target.retiredSuffix());
                sql.add("ALTER SEQUENCE %s RENAME TO %s"
                        .formatted(column.sequence().sql(), quote(retired)));
                sql.add(SwapSql.renameSequence(table, column, column.sequence()));
            }
        }
        String columns = shape.columns().stream()
                .filter(column -> !column.generated())
                .map(column -> quote(column.name()))
                .collect(Collectors.joining(", "));
        sql.add("INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM %s"
                .formatted(table.sql(), columns, parent.sql()));
        return List.copyOf(sql);
    }

    private static String identity(TableName table, Column column, TableName like) {
        return SqlText.block("""
                DECLARE s pg_catalog.pg_sequence;
                BEGIN
                    SELECT * INTO s FROM pg_catalog.pg_sequence WHERE seqrelid = %s::pg_catalog.regclass;
                    EXECUTE %s || pg_catalog.format(
                        'INCREMENT BY %%s MINVALUE %%s MAXVALUE %%s START WITH %%s CACHE %%s %%s)', s.seqincrement, s.seqmin,
                        s.seqmax, s.seqstart, s.seqcache, CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END);
                END""".formatted(
                        SqlText.literal(like.sql()),
                        SqlText.literal("ALTER TABLE %s ALTER COLUMN %s ADD GENERATED %s AS IDENTITY ("
                                .formatted(table.sql(), quote(column.name()), column.identity()))));
    }
}
