package io.millrace.loader.write;

import io.millrace.loader.batch.Batch;
import java.time.Duration;
import java.util.List;

/**
 * What became of a group.
 *
 * @param transaction from BEGIN to COMMIT
 */
public record Loaded(List<Unit> units, Duration transaction) {
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

    /** @return rows that are now in tables */
    public long rows() {
        return units.stream()
                .filter(unit -> unit.outcome == Outcome.LOADED)
                .mapToLong(unit -> unit.batch.rowCount() - unit.refused)
                .sum();
    }
}
