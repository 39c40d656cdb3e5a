package io.millrace.loader.copy;

import static io.millrace.contract.dataset.TableName.quote;

import com.google.protobuf.ByteString;
import io.millrace.contract.dataset.TableName;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Target;
import io.millrace.contract.tuple.Tuples;
import io.millrace.loader.batch.Batch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of several units that go to one table, numbered through from 0. */
public record TargetRows(Target target, List<Batch> batches) {
    /** A row of a unit, from 0. */
    public record RowOf(Batch batch, int row) {}

    /** Tables in the order of their names, so that two loaders lock in the same order. */
    public static List<TargetRows> of(Iterable<Batch> batches) {
        Map<Target, List<Batch>> targets = new LinkedHashMap<>();
        for (Batch batch : batches) {
            targets.computeIfAbsent(batch.message().getRows().getTarget(), target -> new ArrayList<>())
                    .add(batch);
        }
        return targets.entrySet().stream()
                .map(entry -> new TargetRows(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing((TargetRows rows) -> rows.target.getSchema())
                        .thenComparing(rows -> rows.target.getTable()))
                .toList();
    }

    int count() {
        return batches.stream().mapToInt(Batch::rowCount).sum();
    }

    /** All tuples, a piece for each unit. */
    public List<ByteString> tuples() {
        return batches.stream()
                .map(batch -> batch.message().getRows().getTuples())
                .toList();
    }

    public RowOf row(int number) {
        int row = number;
        for (Batch batch : batches) {
            if (row < batch.rowCount()) {
                return new RowOf(batch, row);
            }
            row -= batch.rowCount();
        }
        throw new IndexOutOfBoundsException("row %d of %d".formatted(number, count()));
    }

    /** @return the table as SQL text */
    public String table() {
        return table(target);
    }

    static String table(Target target) {
        return quote(target.getSchema()) + "." + quote(target.getTable());
    }

    /** @return COPY into the table */
    static String copy(Target target) {
        return copy(table(target), target.getColumnsList().stream().map(TableName::quote));
    }

    /** @param columns as SQL text */
    static String copy(String table, Stream<String> columns) {
        return "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, columns.collect(Collectors.joining(", ")));
    }

    /** Cuts ranges out of the tuples. Knows where each row begins, which costs a walk over all of them. */
    Cutter cutter() {
        return new Cutter(
                batches.stream().map(batch -> batch.message().getRows()).toList());
    }

    static final class Cutter {
        private final List<Rows> units;
        private final List<int[]> offsets;

        private Cutter(List<Rows> units) {
            this.units = units;
            offsets = units.stream()
                    .map(rows -> Tuples.offsets(rows.getTuples().asReadOnlyByteBuffer(), rows.getCount()))
                    .toList();
        }

        /** The tuples of rows [from, to). */
        List<ByteString> cut(int from, int to) {
            List<ByteString> pieces = new ArrayList<>();
            int first = 0; // the number of the unit's first row
            for (int unit = 0; unit < units.size(); unit++) {
                int[] at = offsets.get(unit);
                int rows = at.length - 1;
                int low = Math.clamp((long) from - first, 0, rows);
                int high = Math.clamp((long) to - first, 0, rows);
                if (low < high) {
                    pieces.add(units.get(unit).getTuples().substring(at[low], at[high]));
                }
                first += rows;
            }
            return pieces;
        }
    }
}
