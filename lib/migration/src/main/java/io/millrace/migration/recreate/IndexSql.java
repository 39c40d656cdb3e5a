package io.millrace.migration.recreate;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Indexes and keys. In a partitioned table what is unique must have the time column in it. */
final class IndexSql {
    private IndexSql() {}

    /** Under work names; the names are exchanged at the swap. */
    static List<String> create(TableShape shape, TargetTable target) {
        TableName work = target.work(shape.table());
        List<String> sql = new ArrayList<>();
        for (Index index : shape.indexes()) {
            String name = quote(ObjectNames.with(index.name(), target.workSuffix()));
            String constraint = index.constraintDefinition();
            sql.add(
                    constraint != null
                            ? "ALTER TABLE %s ADD CONSTRAINT %s %s"
                                    .formatted(work.sql(), name, grown(index, target, constraint))
                            : "CREATE %sINDEX %s ON %s %s"
                                    .formatted(
                                            index.unique() ? "UNIQUE " : "",
                                            name,
                                            work.sql(),
                                            grown(index, target, index.definition())));
            if (index.comment() != null) {
                sql.add("COMMENT ON %s IS %s"
                        .formatted(
                                constraint != null
                                        ? "CONSTRAINT %s ON %s".formatted(name, work.sql())
                                        : "INDEX %s.%s".formatted(quote(work.schema()), name),
                                SqlText.literal(index.comment())));
            }
        }
        return List.copyOf(sql);
    }

    /** Renaming the index of a constraint renames the constraint. */
    static List<String> exchangeNames(TableShape shape, TargetTable target) {
        String schema = quote(shape.table().schema());
        List<String> sql = new ArrayList<>();
        for (Index index : shape.indexes()) {
            String name = quote(index.name());
            sql.add("ALTER INDEX %s.%s RENAME TO %s"
                    .formatted(schema, name, quote(ObjectNames.with(index.name(), target.retiredSuffix()))));
            sql.add("ALTER INDEX IF EXISTS %s.%s RENAME TO %s"
                    .formatted(schema, quote(ObjectNames.with(index.name(), target.workSuffix())), name));
        }
        return List.copyOf(sql);
    }

    /** Whether the target cannot have it as it is. */
    static boolean grows(Index index, TargetTable target) {
        return target.partitioned() && index.unique() && !index.columns().contains(target.timeColumn());
    }

    static String grown(Index index, TargetTable target, String definition) {
        return grows(index, target)
                ? SqlText.appended(definition, quote(Objects.requireNonNull(target.timeColumn())))
                : definition;
    }
}
