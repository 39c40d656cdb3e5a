package io.millrace.partition.health.check;

import io.millrace.partition.health.facts.SetFacts;
import io.millrace.partition.health.facts.SetFacts.PartitionFacts;
import io.millrace.partition.health.finding.Findings;
import io.millrace.partition.health.finding.HealthLimits;
import io.millrace.partition.health.finding.Remedy;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Whether partitions are too large, too small, or too unlike one another. Those ahead of now are still to be filled. */
final class SizeChecks {
    private static final int FEW = 4;

    private SizeChecks() {}

    static void check(SetFacts facts, HealthLimits limits, Instant now, Findings findings) {
        List<PartitionFacts> filled = facts.partitions().stream()
                .filter(partition -> !partition.partition().lower().isAfter(now))
                .filter(partition -> partition.bytes() != null && partition.rows() > 0)
                .toList();
        String set = facts.set().name();
        List<PartitionFacts> large = filled.stream()
                .filter(partition -> bytes(partition) > limits.largest())
                .toList();
        largest(large)
                .ifPresent(partition -> findings.warning(
                        "oversized",
                        partition.partition().name(),
                        "%d partitions are larger than %s; this one has %s"
                                .formatted(large.size(), text(limits.largest()), text(bytes(partition))),
                        Remedy.SHORTER_INTERVAL.of(facts.set().table())));
        // the present one is still being filled
        List<PartitionFacts> ended = filled.stream()
                .filter(partition -> !partition.partition().upper().isAfter(now))
                .toList();
        if (ended.isEmpty()) {
            return;
        }
        long usual = bytes(ended.stream()
                .sorted(Comparator.comparing(SizeChecks::bytes))
                .toList()
                .get(ended.size() / 2));
        if (ended.size() >= limits.many() && usual < limits.smallest()) {
            findings.info(
                    "undersized",
                    facts.set().table().toString(),
                    "%d partitions of %s each, as the median: less than %s"
                            .formatted(ended.size(), text(usual), text(limits.smallest())),
                    Remedy.LONGER_INTERVAL.of(facts.set().table()));
        }
        skew(set, ended, limits, findings);
    }

    private static void skew(String set, List<PartitionFacts> ended, HealthLimits limits, Findings findings) {
        if (ended.size() < FEW) {
            return;
        }
        List<PartitionFacts> byRows = ended.stream()
                .sorted(Comparator.comparing(PartitionFacts::rows))
                .toList();
        PartitionFacts largest = byRows.getLast();
        long median = byRows.get(byRows.size() / 2).rows();
        if (largest.rows() >= limits.skewRows() && largest.rows() > limits.skew() * median) {
            findings.info(
                    "skew",
                    largest.partition().name(),
                    String.format(
                            Locale.ROOT,
                            "about %,d rows, %.1f times the median of %,d",
                            largest.rows(),
                            (double) largest.rows() / median,
                            median),
                    Remedy.COUNT_ROWS.of(
                            set,
                            largest.partition().lower(),
                            largest.partition().upper()));
        }
    }

    private static Optional<PartitionFacts> largest(List<PartitionFacts> partitions) {
        return partitions.stream().max(Comparator.comparing(SizeChecks::bytes));
    }

    private static long bytes(PartitionFacts partition) {
        return Objects.requireNonNull(partition.bytes());
    }

    private static String text(long bytes) {
        return bytes >= 1L << 30
                ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30))
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20));
    }
}
