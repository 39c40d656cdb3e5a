package io.millrace.loader.load;

import io.millrace.contract.message.Rows;
import io.millrace.loader.LoaderMeters;
import io.millrace.loader.transaction.LoadResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Counts what was committed. */
final class LoadCounts {
    private LoadCounts() {}

    static void count(LoadResult loaded, Instant now, LoaderMeters meters) {
        meters.batch(loaded.rows(), loaded.transaction());
        for (LoadResult.Unit unit : loaded.units()) {
            String dataset = unit.batch().dataset();
            Rows rows = unit.batch().message().getRows();
            String outcome = unit.outcome().name().toLowerCase(Locale.ROOT);
            meters.unit(dataset, outcome);
            if (unit.outcome() == LoadResult.Outcome.LOADED) {
                meters.rows(dataset, outcome, rows.getCount() - unit.refused());
                meters.rows(dataset, "rejected", rows.getRejectsCount() + unit.refused());
                if (rows.getReceivedAt() > 0) { // a slice may hold nothing but holes
                    Instant received = Instant.EPOCH.plus(rows.getReceivedAt(), ChronoUnit.MICROS);
                    meters.freshness(dataset, Duration.between(received, now));
                }
            } else {
                meters.rows(dataset, outcome, rows.getCount() + rows.getRejectsCount());
            }
        }
        loaded.units().forEach(unit -> meters.bytes(unit.batch().size()));
    }
}
