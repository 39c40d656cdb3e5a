package io.millrace.partition.analyze;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The column that a table is most likely to be partitioned by.
 *
 * @param reason why it and no other
 */
record ColumnChoice(String column, String reason) {
    /** As good as in the order of time. */
    private static final double ORDERED = 0.9;

    /** @return nothing when it cannot be told */
    static Optional<ColumnChoice> of(List<TimeColumn> columns) {
        for (TimeColumn column : columns) {
            if (column.partitionKey()) {
                return Optional.of(new ColumnChoice(column.name(), "the table is partitioned by it"));
            }
        }
        if (columns.size() == 1) {
            return Optional.of(new ColumnChoice(columns.getFirst().name(), "the only column with a time"));
        }
        List<TimeColumn> ordered = columns.stream()
                .filter(column -> Math.abs(column.correlation()) >= ORDERED)
                .sorted(Comparator.comparing((TimeColumn column) -> -Math.abs(column.correlation())))
                .toList();
        List<TimeColumn> indexed = columns.stream().filter(TimeColumn::indexed).toList();
        if (indexed.size() == 1) {
            return Optional.of(new ColumnChoice(indexed.getFirst().name(), "the only indexed column with a time"));
        }
        List<TimeColumn> both = ordered.stream().filter(TimeColumn::indexed).toList();
        List<TimeColumn> candidates = both.isEmpty() ? ordered : both;
        if (candidates.size() == 1) {
            TimeColumn best = candidates.getFirst();
            return Optional.of(new ColumnChoice(
                    best.name(),
                    String.format(
                            Locale.ROOT,
                            "the rows lie in its order on disk, with a correlation of %.2f",
                            best.correlation())));
        }
        return Optional.empty();
    }
}
