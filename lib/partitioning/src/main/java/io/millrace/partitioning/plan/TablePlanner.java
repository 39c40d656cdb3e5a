package io.millrace.partitioning.plan;

import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.ColumnType;
import io.millrace.contract.dataset.Dataset;
import io.millrace.partitioning.plan.ExistingTable.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides what a table needs to carry a dataset, or why it cannot. */
public final class TablePlanner {
    private static final Set<String> RESERVED = Set.of("millrace", "information_schema", "pg_catalog", "pg_toast");

    private final Dataset dataset;
    private final Optional<Dataset> previous;
    private final List<TableChange> changes = new ArrayList<>();
    private final List<Mismatch> refusals = new ArrayList<>();
    private Optional<MissingKey> key = Optional.empty();

    private TablePlanner(Dataset dataset, Optional<Dataset> previous) {
        this.dataset = dataset;
        this.previous = previous;
    }

    /**
     * What is to be done; nothing of it when there is a refusal.
     *
     * @param changes in the order in which they are to be carried out
     * @param key a unique index that the table must have in all its partitions before the changes are carried out
     */
    public record TablePlan(List<TableChange> changes, List<Mismatch> refusals, Optional<MissingKey> key) {}

    /**
     * A unique index that does not hold yet for the whole table.
     *
     * @param begun whether the parent has it, as an earlier attempt left it
     */
    public record MissingKey(TableChange.Key index, boolean begun) {}

    /**
     * @param previous the definition that the table carries already. Without one the table is adopted: it is extended,
     *     never loosened, since other people's programs may rely on it
     */
    public static TablePlan plan(Dataset dataset, Optional<Dataset> previous, Optional<ExistingTable> existing) {
        TablePlanner planner = new TablePlanner(dataset, previous);
        if (RESERVED.contains(dataset.table().schema())) {
            planner.refuse(
                    "table",
                    "schema %s is reserved; use another"
                            .formatted(dataset.table().schema()));
        } else if (existing.isPresent()) {
            planner.extend(existing.get());
        } else {
            planner.create();
        }
        return new TablePlan(List.copyOf(planner.changes), List.copyOf(planner.refusals), planner.key);
    }

    private void create() {
        changes.add(new TableChange.Create(dataset.table(), dataset.timeColumn(), dataset.columns()));
        if (dataset.key() != null) {
            changes.add(new TableChange.Key(dataset.table(), dataset.uniqueColumns()));
        }
        addIndexes(List.of(dataset.uniqueColumns()));
    }

    private void extend(ExistingTable table) {
        if (!table.kind().equals(ExistingTable.PARTITIONED)
                || !dataset.timeColumn().equals(table.keyColumn())) {
            refuse(
                    "table",
                    "%s is there and is a %s%s; only a table that is range-partitioned by %s can be adopted"
                            .formatted(
                                    dataset.table(),
                                    table.kind(),
                                    table.keyColumn() == null ? "" : " partitioned by " + table.keyColumn(),
                                    dataset.timeColumn()));
            return;
        }
        if (table.defaultPartition()) {
            refuse(
                    "table",
                    "%s has a DEFAULT partition, which every new partition would lock and scan; detach it first"
                            .formatted(dataset.table()));
        }
        for (int i = 0; i < dataset.columns().size(); i++) {
            Column column = dataset.columns().get(i);
            String path = "columns[%d]".formatted(i);
            table.columns().stream()
                    .filter(actual -> actual.name().equals(column.name()))
                    .findFirst()
                    .ifPresentOrElse(actual -> match(path, column, actual), () -> add(path, column));
        }
        refuseUnfilled(table);
        if (dataset.key() != null) {
            addKey(table);
        }
        addIndexes(table.indexes());
    }

    private void addKey(ExistingTable table) {
        List<String> columns = dataset.uniqueColumns();
        for (String column : columns) {
            if (table.columns().stream().noneMatch(actual -> actual.name().equals(column))) {
                refuse(
                        "key",
                        "%s is there without column '%s': no row in it has a value there to be told apart by; "
                                        .formatted(dataset.table(), column)
                                + "add and fill the column first, or use others");
                return;
            }
        }
        List<ExistingTable.Unique> there = table.uniques().stream()
                .filter(unique -> unique.columns().equals(Set.copyOf(columns)))
                .toList();
        if (there.stream().anyMatch(ExistingTable.Unique::deferrable)) {
            refuse(
                    "key",
                    "%s has a deferrable unique constraint over %s, by which PostgreSQL resolves no conflicts; make it NOT DEFERRABLE"
                            .formatted(dataset.table(), columns));
        } else if (there.stream().noneMatch(ExistingTable.Unique::valid)) {
            key = Optional.of(new MissingKey(new TableChange.Key(dataset.table(), columns), !there.isEmpty()));
        }
    }

    private void add(String path, Column column) {
        if (column.required()) {
            refuse(
                    path + ".required",
                    "%s is there without column '%s': it can be added, but not as a required one"
                            .formatted(dataset.table(), column.name()));
        } else {
            changes.add(new TableChange.AddColumn(dataset.table(), column));
        }
    }

    private void match(String path, Column column, TableColumn actual) {
        if (actual.generated()) {
            refuse(path, "column '%s' of the table is generated; leave it out".formatted(column.name()));
        }
        if (!Types.fits(column.type(), actual.type())) {
            ColumnType type = Types.read(actual.type());
            if (previous.isPresent() && type != null && Types.widens(type, column.type())) {
                changes.add(new TableChange.Widen(dataset.table(), column.name(), column.type()));
            } else {
                refuse(
                        path + ".type",
                        "column '%s' of the table is %s, which does not hold %s; use the table's type"
                                .formatted(column.name(), actual.type(), column.type()));
            }
        }
        if (actual.notNull() && !column.required() && !column.name().equals(dataset.timeColumn())) {
            if (wasRequired(column.name())) {
                changes.add(new TableChange.DropNotNull(dataset.table(), column.name()));
            } else {
                refuse(
                        path + ".required",
                        "column '%s' of the table is NOT NULL; add required: true, or drop the constraint first"
                                .formatted(column.name()));
            }
        }
    }

    private boolean wasRequired(String column) {
        return previous.stream()
                .flatMap(dataset -> dataset.columns().stream())
                .anyMatch(old -> old.name().equals(column) && old.required());
    }

    /** A column that the dataset does not name stays NULL in every row that it loads. */
    private void refuseUnfilled(ExistingTable table) {
        Set<String> named = dataset.columns().stream().map(Column::name).collect(Collectors.toUnmodifiableSet());
        table.columns().stream()
                .filter(actual -> actual.notNull() && !actual.filled() && !actual.generated())
                .filter(actual -> !named.contains(actual.name()))
                .forEach(actual -> refuse(
                        "columns",
                        "column '%s' of the table is NOT NULL without a default; list it, or give it a default"
                                .formatted(actual.name())));
    }

    private void addIndexes(List<List<String>> existing) {
        dataset.indexes().stream()
                .distinct()
                .filter(index -> !existing.contains(index))
                .forEach(index -> changes.add(new TableChange.Index(dataset.table(), index)));
    }

    private void refuse(String path, String reason) {
        refusals.add(new Mismatch(path, reason));
    }
}
