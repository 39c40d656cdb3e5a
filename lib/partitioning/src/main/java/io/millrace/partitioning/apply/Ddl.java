package io.millrace.partitioning.apply;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.plan.TableChange;
import java.util.List;
import java.util.stream.Collectors;

/** Changes as SQL text. Every identifier is quoted; types come from an enumeration. */
final class Ddl {
    private Ddl() {}

    static String sql(TableChange change) {
        String table = change.table().sql();
        return switch (change) {
            case TableChange.Create create ->
                "CREATE TABLE %s (%s) PARTITION BY RANGE (%s)"
                        .formatted(table, columns(create), quote(create.timeColumn()));
            case TableChange.AddColumn add ->
                "ALTER TABLE %s ADD COLUMN %s".formatted(table, column(add.column(), false));
            case TableChange.DropNotNull drop ->
                "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL".formatted(table, quote(drop.column()));
            case TableChange.Widen widen ->
                "ALTER TABLE %s ALTER COLUMN %s TYPE %s"
                        .formatted(table, quote(widen.column()), widen.type().sql());
            case TableChange.Key key -> "CREATE UNIQUE INDEX ON ONLY %s (%s)".formatted(table, list(key.columns()));
            // ONLY: an index of all partitions at once would stop their writers while it is built
            case TableChange.Index index -> "CREATE INDEX ON ONLY %s (%s)".formatted(table, list(index.columns()));
        };
    }

    static String list(List<String> identifiers) {
        return identifiers.stream().map(TableName::quote).collect(Collectors.joining(", "));
    }

    private static String columns(TableChange.Create create) {
        return create.columns().stream()
                .map(column -> column(column, column.required() || column.name().equals(create.timeColumn())))
                .collect(Collectors.joining(", "));
    }

    private static String column(Column column, boolean notNull) {
        return quote(column.name()) + " " + column.type().sql() + (notNull ? " NOT NULL" : "");
    }
}
