package io.millrace.archive.restore;

import io.millrace.archive.log.Archived;
import io.millrace.partitioning.plan.Mismatch;
import java.util.List;

/**
 * What bringing a partition back means.
 *
 * @param fromArchive whether its rows are read from the archive; otherwise its table is still there and is attached
 * @param columns those of the file that get values
 * @param filled columns that the table has got since; they are NULL, or have their default
 * @param refusals why it cannot be done; empty when it can
 */
public record RestorePlan(
        Archived archived, boolean fromArchive, List<String> columns, List<String> filled, List<Mismatch> refusals) {

    /** Why it cannot be done, one text each. */
    public List<String> reasons() {
        return refusals.stream()
                .map(refusal -> refusal.path() + ": " + refusal.reason())
                .toList();
    }
}
