package io.millrace.partition.health.check;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Interval;
import io.millrace.partition.health.facts.SetFacts;
import io.millrace.partition.health.facts.SetFacts.Fallback;
import io.millrace.partition.health.facts.SetFacts.PartitionFacts;
import io.millrace.partition.health.finding.Findings;
import io.millrace.partition.health.finding.Remedy;
import io.millrace.partitioning.policy.PartitionSet;
import java.time.Instant;

/** Whether rows are where no row should be. */
final class RowChecks {
    /** Partitions that on-demand making has put further ahead than this many intervals look like mistyped years. */
    private static final int FAR = 12;

    private RowChecks() {}

    static void check(SetFacts facts, Instant now, Findings findings) {
        PartitionSet set = facts.set();
        Fallback fallback = facts.fallback();
        if (fallback != null) {
            fallback(set, fallback, findings);
        }
        Interval interval = set.policy().interval();
        Instant far = interval.plus(interval.floor(now), set.policy().premake() + FAR);
        for (PartitionFacts partition : facts.partitions()) {
            Instant lower = partition.partition().lower();
            if (partition.partition().begins() && !lower.isBefore(far) && partition.rows() > 0) {
                findings.warning(
                        "rows-outside",
                        partition.partition().name(),
                        "about %d rows lie at %s or later, more than %d %ss ahead"
                                .formatted(partition.rows(), lower, FAR, interval),
                        Remedy.SHOW_ROWS.of(set.name(), lower));
            }
        }
    }

    private static void fallback(PartitionSet set, Fallback fallback, Findings findings) {
        String table = quote(set.table().schema()) + "." + quote(fallback.name());
        if (fallback.rows() == 0) {
            findings.warning(
                    "default-partition",
                    fallback.name(),
                    "a DEFAULT partition without rows: it makes every ATTACH scan it and forbids DETACH CONCURRENTLY",
                    "ALTER TABLE %s DETACH PARTITION %s; DROP TABLE %s"
                            .formatted(set.table().sql(), table, table));
        } else {
            findings.error(
                    "default-partition",
                    fallback.name(),
                    "%s%d rows in the DEFAULT partition: no partition can be made for their times"
                            .formatted(
                                    fallback.rows() > Fallback.COUNTED ? "more than " : "",
                                    Math.min(fallback.rows(), Fallback.COUNTED)),
                    "detach it, make the partitions with millrace.ensure_partitions, and INSERT INTO %s SELECT * FROM %s"
                            .formatted(set.table().sql(), table));
        }
    }
}
