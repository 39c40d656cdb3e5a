package io.millrace.migration.recreate;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Column;
import io.millrace.migration.shape.TableShape.Dependent;
import io.millrace.migration.shape.TableShape.Policy;
import io.millrace.migration.shape.TableShape.Publication;
import io.millrace.migration.shape.TableShape.Statistics;
import io.millrace.migration.shape.TableShape.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of two tables. Texts that name the table are taken before it and run after it, when the name means the
 * target.
 */
final class SwapSql {
    private static final Map<String, String> ENABLE =
            Map.of("D", "DISABLE", "R", "ENABLE REPLICA", "A", "ENABLE ALWAYS");
    private static final Map<String, String> IDENTITY = Map.of("f", "FULL", "n", "NOTHING");

    private SwapSql() {}

    /** Up to the moment when the target has the table's name. */
    static List<String> release(TableShape shape, TargetTable target) {
        String table = shape.table().sql();
        List<String> sql = ForeignKeySql.lock(shape);
        sql.addAll(ForeignKeySql.release(shape, target));
        // a table that is out of service must not act on what is written to it until a rollback
        shape.triggers().forEach(trigger -> sql.add("DROP TRIGGER %s ON %s".formatted(quote(trigger.name()), table)));
        shape.publications()
                .forEach(publication ->
                        sql.add("ALTER PUBLICATION %s DROP TABLE %s".formatted(quote(publication.name()), table)));
        for (Statistics statistics : shape.statistics()) {
            String retired = ObjectNames.with(statistics.name().name(), target.retiredSuffix());
            sql.add("ALTER STATISTICS %s RENAME TO %s"
                    .formatted(statistics.name().sql(), quote(retired)));
        }
        sql.addAll(IndexSql.exchangeNames(shape, target));
        sql.add("ALTER TABLE %s RENAME TO %s"
                .formatted(table, quote(target.retired(shape.table()).name())));
        sql.add("ALTER TABLE %s RENAME TO %s"
                .formatted(target.work(shape.table()).sql(), quote(shape.table().name())));
        return List.copyOf(sql);
    }

    /** From that moment on. */
    static List<String> dependents(TableShape shape, TargetTable target) {
        List<String> sql = new ArrayList<>();
        shape.columns().forEach(column -> sequence(shape, target, column, sql));
        sql.addAll(ForeignKeySql.restore(shape, target));
        shape.policies().forEach(policy -> policy(shape.table(), target, policy, sql));
        shape.triggers().forEach(trigger -> trigger(shape.table(), trigger, sql));
        shape.dependents().stream().map(Dependent::statement).forEach(sql::add);
        for (Publication publication : shape.publications()) {
            sql.add("ALTER PUBLICATION %s ADD TABLE %s%s"
                    .formatted(quote(publication.name()), shape.table().sql(), publication.suffix()));
        }
        shape.statistics().forEach(statistics -> statistics(target, statistics, sql));
        replicaIdentity(shape, sql);
        return List.copyOf(sql);
    }

    static List<String> after(TableShape shape, TargetTable target) {
        return ForeignKeySql.validate(shape, target);
    }

    /** An identity's sequence stays with its table, so the other one goes on from its value; a serial's moves over. */
    private static void sequence(TableShape shape, TargetTable target, Column column, List<String> sql) {
        TableName sequence = column.sequence();
        if (sequence != null && column.identity() == null) {
            sql.add("ALTER SEQUENCE %s OWNED BY %s.%s"
                    .formatted(sequence.sql(), shape.table().sql(), quote(column.name())));
        } else if (sequence != null && !target.keepsRows()) {
            sql.add(continueSequence(shape.table(), column, sequence));
            String retired = ObjectNames.with(sequence.name(), target.retiredSuffix());
            sql.add("ALTER SEQUENCE %s RENAME TO %s".formatted(sequence.sql(), quote(retired)));
            sql.add(renameSequence(shape.table(), column, sequence));
        }
    }

    /** The sequence of the table's identity goes on where the other one is. */
    static String continueSequence(TableName table, Column column, TableName other) {
        return "SELECT pg_catalog.setval(%s, last_value, is_called) FROM %s"
                .formatted(serial(table, column), other.sql());
    }

    /** The sequence of the table's identity gets the name that the other one had. */
    static String renameSequence(TableName table, Column column, TableName other) {
        return SqlText.block("BEGIN EXECUTE 'ALTER SEQUENCE ' || %s || %s; END"
                .formatted(serial(table, column), SqlText.literal(" RENAME TO " + quote(other.name()))));
    }

    private static String serial(TableName table, Column column) {
        return "pg_catalog.pg_get_serial_sequence(%s, %s)"
                .formatted(SqlText.literal(table.sql()), SqlText.literal(column.name()));
    }

    private static void policy(TableName table, TargetTable target, Policy policy, List<String> sql) {
        String name = "POLICY %s ON %s".formatted(quote(policy.name()), table.sql());
        if (target.returns()) {
            sql.add("DROP POLICY IF EXISTS %s ON %s".formatted(quote(policy.name()), table.sql()));
        }
        sql.add("CREATE %s %s".formatted(name, policy.definition()));
        comment(name, policy.comment(), sql);
    }

    private static void trigger(TableName table, Trigger trigger, List<String> sql) {
        sql.add(trigger.definition());
        String enable = ENABLE.get(trigger.enabled());
        if (enable != null) {
            sql.add("ALTER TABLE %s %s TRIGGER %s".formatted(table.sql(), enable, quote(trigger.name())));
        }
        comment("TRIGGER %s ON %s".formatted(quote(trigger.name()), table.sql()), trigger.comment(), sql);
    }

    private static void statistics(TargetTable target, Statistics statistics, List<String> sql) {
        TableName name = statistics.name();
        if (target.returns()) {
            String work = ObjectNames.with(name.name(), target.workSuffix());
            sql.add("DROP STATISTICS IF EXISTS " + new TableName(name.schema(), work).sql());
        }
        sql.add(statistics.definition());
        sql.add("ALTER STATISTICS %s OWNER TO %s".formatted(name.sql(), quote(statistics.owner())));
        if (statistics.target() != null) {
            sql.add("ALTER STATISTICS %s SET STATISTICS %d".formatted(name.sql(), statistics.target()));
        }
        comment("STATISTICS " + name.sql(), statistics.comment(), sql);
    }

    private static void replicaIdentity(TableShape shape, List<String> sql) {
        String how = IDENTITY.get(shape.traits().replicaIdentity());
        if (how != null) {
            sql.add("ALTER TABLE %s REPLICA IDENTITY %s".formatted(shape.table().sql(), how));
        }
        shape.indexes().stream()
                .filter(TableShape.Index::replicaIdentity)
                .forEach(index -> sql.add("ALTER TABLE %s REPLICA IDENTITY USING INDEX %s"
                        .formatted(shape.table().sql(), quote(index.name()))));
    }

    private static void comment(String object, @Nullable String comment, List<String> sql) {
        if (comment != null) {
            sql.add("COMMENT ON %s IS %s".formatted(object, SqlText.literal(comment)));
        }
    }
}
