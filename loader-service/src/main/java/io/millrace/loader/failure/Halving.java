package io.millrace.loader.failure;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that the database refuses by loading ranges and halving those that fail. Costs about
 * {@code b·log2(n/b)} small attempts for b bad rows of n, at most 2n; every good row is in at the end exactly once.
 */
public final class Halving {
    /** Loads a range of rows, wholly or not at all. */
    @FunctionalInterface
    public interface Attempt {
        /** @return why rows [from, to) are not in, or null when they are */
        @Nullable
        RowRefusal load(int from, int to);
    }

    private final Attempt attempt;
    private final SortedMap<Integer, RowRefusal> refused = new TreeMap<>();

    private Halving(Attempt attempt) {
        this.attempt = attempt;
    }

    /** @return the refused ones of rows [0, count), with the reason; all others are loaded */
    public static SortedMap<Integer, RowRefusal> load(int count, Attempt attempt) {
        Halving halving = new Halving(attempt);
        if (count > 0) {
            halving.range(0, count);
        }
        return halving.refused;
    }

    /** @return whether all of the range is loaded */
    private boolean range(int from, int to) {
        RowRefusal refusal = attempt.load(from, to);
        if (refusal == null) {
            return true;
        }
        if (to - from == 1) {
            refused.put(from, refusal);
        } else {
            split(from, to);
        }
        return false;
    }

    private void split(int from, int to) {
        int middle = (from + to) >>> 1;
        boolean cleanLeft = range(from, middle);
        // the fault of a range whose left half is clean lies in the right half: no need to see it fail as a whole
        if (cleanLeft && to - middle > 1) {
            split(middle, to);
        } else {
            range(middle, to);
        }
    }
}
