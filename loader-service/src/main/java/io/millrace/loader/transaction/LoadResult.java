package io.millrace.loader.transaction;

import io.millrace.loader.batch.Batch;
import io.millrace.loader.load.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What became of a group.
 *
 * @param freed datasets of which units are in that were parked
 * @param transaction from BEGIN to COMMIT
 */
public record LoadResult(List<Unit> units, SortedSet<String> freed, Duration transaction) {
    public static final LoadResult NOTHING = new LoadResult(List.of(), Collections.emptySortedSet(), Duration.ZERO);

    /** What became of a unit. */
    public enum Outcome {
        LOADED,
        /** it was in the ledger already */
        DUPLICATE,
        /** its job had ended, or it conflicts with what is in the ledger */
        DROPPED
    }

    /** @param refused rows that the database refused; they are rejects now */
    public record Unit(Batch batch, Outcome outcome, int refused) {}

    public LoadResult and(LoadResult other) {
        SortedSet<String> both = new TreeSet<>(freed);
        both.addAll(other.freed);
        return new LoadResult(
                Stream.concat(units.stream(), other.units.stream()).toList(),
                both,
                transaction.plus(other.transaction));
    }

    /** @return rows that are now in tables */
    public long rows() {
        return units.stream()
                .filter(unit -> unit.outcome == Outcome.LOADED)
                .mapToLong(unit -> unit.batch.rowCount() - unit.refused)
                .sum();
    }
}
