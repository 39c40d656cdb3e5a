package io.millrace.partitioning.plan;

import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a dataset may become another version of itself: rows that are in the table must satisfy the new
 * definition too, and units that are on their way under the old one must still fit the table. So columns may be added
 * and checks loosened; nothing may be taken away or tightened.
 */
public final class Evolution {
    private final List<Mismatch> refusals = new ArrayList<>();

    private Evolution() {}

    /** @return what stands in the way; nothing when the step is allowed */
    public static List<Mismatch> refusals(Dataset from, Dataset to) {
        Evolution evolution = new Evolution();
        evolution.compareTables(from, to);
        evolution.compareColumns(from.columns(), to.columns());
        evolution.compareKeys(from.key(), to.key());
        evolution.compareTopics(from.recordsOrDefault(), to.recordsOrDefault());
        return List.copyOf(evolution.refusals);
    }

    private void compareTables(Dataset from, Dataset to) {
        fixed("table", from.table(), to.table(), "the rows are in the old one; use a new dataset for another table");
        fixed("timeColumn", from.timeColumn(), to.timeColumn(), "a table keeps its partition key; use a new dataset");
    }

    private void fixed(String path, Object from, Object to, String remedy) {
        if (!from.equals(to)) {
            refuse(path, "cannot change from %s to %s: %s".formatted(from, to, remedy));
        }
    }

    private void compareColumns(List<Column> from, List<Column> to) {
        for (Column old : from) {
            if (to.stream().noneMatch(column -> column.name().equals(old.name()))) {
                refuse(
                        "columns",
                        "column '%s' is missing: a column cannot be removed, its rows are in the table; keep it"
                                .formatted(old.name()));
            }
        }
        for (int i = 0; i < to.size(); i++) {
            Column column = to.get(i);
            String path = "columns[%d]".formatted(i);
            from.stream()
                    .filter(old -> old.name().equals(column.name()))
                    .findFirst()
                    .ifPresentOrElse(old -> compare(path, old, column), () -> added(path, column));
        }
    }

    private void compareKeys(@Nullable List<String> from, @Nullable List<String> to) {
        if (from != null && (to == null || !Set.copyOf(from).equals(Set.copyOf(to)))) {
            refuse(
                    "key",
                    "cannot change from %s to %s: the table's unique index stays, since rows on their way rely on it; "
                                    .formatted(from, to == null ? "none" : to)
                            + "use a new dataset for another key");
        }
    }

    private void compareTopics(Records from, Records to) {
        if (from.partitions() != null && to.partitions() != null && to.partitions() < from.partitions()) {
            refuse(
                    "records.partitions",
                    "cannot shrink from %d to %d: a topic's partitions can only grow; keep it or leave it out"
                            .formatted(from.partitions(), to.partitions()));
        }
    }

    private void added(String path, Column column) {
        if (column.required()) {
            refuse(
                    path + ".required",
                    "new column '%s' cannot be required: rows that are in the table have no value; leave required out"
                            .formatted(column.name()));
        }
    }

    private void compare(String path, Column old, Column column) {
        if (!old.type().equals(column.type()) && !Types.widens(old.type(), column.type())) {
            refuse(
                    path + ".type",
                    "cannot change from %s to %s without rewriting the table; only a longer varchar, varchar to text "
                                    .formatted(old.type(), column.type())
                            + "and a greater numeric precision are possible");
        }
        if (column.required() && !old.required()) {
            tightened(path + ".required", false, true);
        }
        if (column.min() != null && (old.min() == null || column.min().compareTo(old.min()) > 0)) {
            tightened(path + ".min", old.min(), column.min());
        }
        if (column.max() != null && (old.max() == null || column.max().compareTo(old.max()) < 0)) {
            tightened(path + ".max", old.max(), column.max());
        }
        if (column.oneOf() != null && (old.oneOf() == null || !column.oneOf().containsAll(old.oneOf()))) {
            tightened(path + ".oneOf", old.oneOf(), column.oneOf());
        }
        if (column.pattern() != null && !Objects.equals(column.pattern(), old.pattern())) {
            tightened(path + ".pattern", old.pattern(), column.pattern());
        }
        if (column.maxLength() != null && (old.maxLength() == null || column.maxLength() < old.maxLength())) {
            tightened(path + ".maxLength", old.maxLength(), column.maxLength());
        }
    }

    private void tightened(String path, @Nullable Object from, @Nullable Object to) {
        refuse(
                path,
                "cannot become stricter, from %s to %s: rows that are in the table may break it; keep or loosen it"
                        .formatted(from == null ? "nothing" : from, to));
    }

    private void refuse(String path, String reason) {
        refusals.add(new Mismatch(path, reason));
    }
}
