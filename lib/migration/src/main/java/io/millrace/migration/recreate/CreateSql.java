package io.millrace.migration.recreate;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Column;
import io.millrace.migration.shape.TableShape.Grant;
import io.millrace.migration.shape.TableShape.Traits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The new table, empty: columns with all that is theirs, checks, comments, owner, privileges. */
final class CreateSql {
    private CreateSql() {}

    static List<String> table(TableShape shape, TargetTable target) {
        String work = target.work(shape.table()).sql();
        Traits traits = shape.traits();
        List<String> sql = new ArrayList<>();
        // names, defaults, identity, generated, storage, compression, NOT NULL, CHECK, and comments on all of these
        sql.add("CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS)%s%s"
                .formatted(
                        work,
                        shape.table().sql(),
                        target.partitioned()
                                ? " PARTITION BY RANGE (%s)"
                                        .formatted(quote(Objects.requireNonNull(target.timeColumn())))
                                : "",
                        traits.tablespace() == null ? "" : " TABLESPACE " + quote(traits.tablespace())));
        for (Column column : shape.columns()) {
            analyze(work, column, sql);
        }
        if (traits.comment() != null) {
            sql.add("COMMENT ON TABLE %s IS %s".formatted(work, SqlText.literal(traits.comment())));
        }
        sql.add("ALTER TABLE %s OWNER TO %s".formatted(work, quote(traits.owner())));
        grants(shape, work, sql);
        if (traits.rowSecurity()) {
            sql.add("ALTER TABLE %s ENABLE ROW LEVEL SECURITY".formatted(work));
        }
        if (traits.forcedRowSecurity()) {
            sql.add("ALTER TABLE %s FORCE ROW LEVEL SECURITY".formatted(work));
        }
        return List.copyOf(sql);
    }

    private static void analyze(String work, Column column, List<String> sql) {
        if (column.statisticsTarget() != null) {
            sql.add("ALTER TABLE %s ALTER COLUMN %s SET STATISTICS %d"
                    .formatted(work, quote(column.name()), column.statisticsTarget()));
        }
        if (!column.options().isEmpty()) {
            sql.add("ALTER TABLE %s ALTER COLUMN %s SET (%s)"
                    .formatted(work, quote(column.name()), String.join(", ", column.options())));
        }
    }

    private static void grants(TableShape shape, String work, List<String> sql) {
        for (String grantee : shape.traits().defaultGrantees()) {
            sql.add("REVOKE ALL ON %s FROM %s".formatted(work, grantee));
        }
        if (!shape.traits().ownPrivileges()) {
            sql.add("REVOKE ALL ON %s FROM %s"
                    .formatted(work, quote(shape.traits().owner())));
        }
        for (Grant grant : shape.grants()) {
            sql.add("GRANT %s%s ON %s TO %s%s"
                    .formatted(
                            grant.privilege(),
                            grant.column() == null ? "" : " (" + quote(grant.column()) + ")",
                            work,
                            grant.grantee(),
                            grant.grantable() ? " WITH GRANT OPTION" : ""));
        }
    }
}
