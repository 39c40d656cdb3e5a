package io.millrace.partition.health.check;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Interval;
import io.millrace.partition.health.facts.SetFacts;
import io.millrace.partition.health.facts.SetFacts.Leftover;
import io.millrace.partition.health.facts.SetFacts.PartitionFacts;
import io.millrace.partition.health.finding.Findings;
import io.millrace.partition.health.finding.Remedy;
import io.millrace.partitioning.plan.Partition;
import io.millrace.partitioning.policy.PartitionSet;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the partitions cover the time that they should, each with the bounds of its interval. */
final class BoundChecks {
    private static final Pattern DAY = Pattern.compile("_p(\\d{4})(\\d\\d)(\\d\\d)(_\\d+)*$");

    private static final int MOST_TOLD = 5;

    private BoundChecks() {}

    static void check(SetFacts facts, Instant now, Findings findings) {
        List<Partition> partitions =
                facts.partitions().stream().map(PartitionFacts::partition).toList();
        ahead(facts.set(), partitions, now, findings);
        gaps(partitions, now, findings);
        partitions.forEach(partition -> bounds(facts.set(), partition, findings));
        facts.leftovers().forEach(leftover -> leftover(facts.set(), leftover, partitions, findings));
    }

    /** Intervals behind the present one that have their partition, without a hole between. */
    private static void ahead(PartitionSet set, List<Partition> partitions, Instant now, Findings findings) {
        Instant covered = now;
        for (Partition partition : partitions) {
            if (!partition.lower().isAfter(covered) && partition.upper().isAfter(covered)) {
                covered = partition.upper();
            }
        }
        Interval interval = set.policy().interval();
        if (covered.equals(now)) {
            findings.error(
                    "no-partition-for-now",
                    set.table().toString(),
                    "no partition holds %s".formatted(now),
                    findings.maintenance());
            return;
        }
        Instant wanted = interval.plus(interval.floor(now), set.policy().premake() + 1);
        if (covered.isBefore(wanted)) {
            int ahead = 0;
            for (Instant end = interval.plus(interval.floor(now), 1);
                    end.isBefore(covered);
                    end = interval.plus(end, 1)) {
                ahead++;
            }
            findings.warning(
                    "partitions-ahead",
                    set.table().toString(),
                    "%d %ss ahead instead of %d: until %s"
                            .formatted(ahead, interval, set.policy().premake(), covered),
                    findings.maintenance());
        }
    }

    /** A hole behind now is usual where rows come seldom: the loader makes a partition when one comes. */
    private static void gaps(List<Partition> partitions, Instant now, Findings findings) {
        List<String> behind = new ArrayList<>();
        List<String> ahead = new ArrayList<>();
        for (int i = 1; i < partitions.size(); i++) {
            Instant end = partitions.get(i - 1).upper();
            Instant next = partitions.get(i).lower();
            if (end.isBefore(next)) {
                (next.isAfter(now) ? ahead : behind).add(end + " to " + next);
            }
        }
        if (!ahead.isEmpty()) {
            findings.warning("gap", ahead.getFirst(), holes("ahead", ahead), findings.maintenance());
        }
        if (!behind.isEmpty()) {
            findings.info(
                    "gap",
                    behind.getFirst(),
                    holes("behind", behind),
                    "nothing unless rows are refused there; SELECT millrace.ensure_partitions(table, from, to) makes them");
        }
    }

    private static String holes(String where, List<String> gaps) {
        return "%d gaps between partitions %s: %s"
                .formatted(
                        gaps.size(),
                        where,
                        gaps.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
                                + (gaps.size() > MOST_TOLD ? " …" : ""));
    }

    private static void bounds(PartitionSet set, Partition partition, Findings findings) {
        Interval interval = set.policy().interval();
        if (!partition.begins() || !partition.ends()) {
            findings.warning(
                    "open-bound",
                    partition.name(),
                    "it has no %s bound, so that it takes whatever comes and no partition can be made there"
                            .formatted(partition.begins() ? "upper" : "lower"),
                    detach(set, partition.name()) + ", then move its rows");
            return;
        }
        boolean hourly = interval == Interval.HOUR || isShort(partition);
        boolean aligned = Stream.of(partition.lower(), partition.upper())
                .allMatch(bound -> bound.equals(bound.truncatedTo(hourly ? ChronoUnit.HOURS : ChronoUnit.DAYS)));
        String span = "[%s, %s)".formatted(partition.lower(), partition.upper());
        if (!aligned) {
            findings.warning(
                    "non-utc-bound",
                    partition.name(),
                    "its bounds %s are no %s in UTC: they were made in another time zone"
                            .formatted(span, hourly ? "full hours" : "midnights"),
                    detach(set, partition.name()) + ", then move its rows to partitions with bounds in UTC");
            return;
        }
        boolean fits = partition.lower().equals(interval.floor(partition.lower()))
                && partition.upper().equals(interval.plus(partition.lower(), 1));
        if (!fits) {
            findings.info(
                    "other-interval",
                    partition.name(),
                    "it holds %s, which is not one %s".formatted(span, interval),
                    Remedy.RECUT.of(set.table(), interval));
        }
    }

    /** Less than a day: a partition of hours, whatever the policy is now. */
    private static boolean isShort(Partition partition) {
        return partition.lower().plus(1, ChronoUnit.DAYS).isAfter(partition.upper());
    }

    /** One parent's partitions cannot overlap, PostgreSQL sees to that; a table that was one can. */
    private static void leftover(PartitionSet set, Leftover leftover, List<Partition> partitions, Findings findings) {
        boolean overlaps = begin(leftover.table())
                .map(lower -> partitions.stream()
                        .anyMatch(partition -> !partition.lower().isAfter(lower)
                                && partition.upper().isAfter(lower)))
                .orElse(false);
        String table = set.table().schema() + "." + leftover.table();
        if (overlaps) {
            findings.warning(
                    "overlap",
                    leftover.table(),
                    "it is called like a partition, holds about %d rows and is not attached; another partition holds its time"
                            .formatted(leftover.rows()),
                    "move its rows with INSERT INTO %s SELECT * FROM %s, or drop it"
                            .formatted(set.table().sql(), table));
        } else {
            findings.info(
                    "leftover",
                    leftover.table(),
                    "it is called like a partition, holds about %d rows and is not attached".formatted(leftover.rows()),
                    "attach it again, or DROP TABLE " + quote(set.table().schema()) + "." + quote(leftover.table()));
        }
    }

    /** The day that a partition's name tells. */
    private static Optional<Instant> begin(String name) {
        Matcher day = DAY.matcher(name);
        if (!day.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse("%s-%s-%sT00:00:00Z".formatted(day.group(1), day.group(2), day.group(3))));
        } catch (DateTimeException noDay) {
            return Optional.empty();
        }
    }

    private static String detach(PartitionSet set, String partition) {
        return "ALTER TABLE %s DETACH PARTITION %s.%s CONCURRENTLY"
                .formatted(set.table().sql(), quote(set.table().schema()), quote(partition));
    }
}
