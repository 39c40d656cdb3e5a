package io.millrace.partition.health.check;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Span;
import io.millrace.partition.health.facts.SetFacts;
import io.millrace.partition.health.facts.SetFacts.PartitionFacts;
import io.millrace.partition.health.facts.SetFacts.Unfinished;
import io.millrace.partition.health.facts.SetFacts.Unverified;
import io.millrace.partition.health.facts.SetFacts.Waiting;
import io.millrace.partition.health.finding.Findings;
import io.millrace.partition.health.finding.HealthLimits;
import io.millrace.partition.health.finding.Remedy;
import io.millrace.partitioning.policy.PartitionSet;
import java.time.Instant;
import java.util.List;

/** Work that was begun and not finished, or that is due. */
final class WorkChecks {
    private WorkChecks() {}

    static void check(SetFacts facts, HealthLimits limits, Instant now, Findings findings) {
        PartitionSet set = facts.set();
        for (PartitionFacts partition : facts.partitions()) {
            if (partition.detaching()) {
                findings.warning(
                        "pending-detach",
                        partition.partition().name(),
                        "a DETACH CONCURRENTLY of it was broken off: no other partition can be detached",
                        "ALTER TABLE %s DETACH PARTITION %s.%s FINALIZE"
                                .formatted(
                                        set.table().sql(),
                                        quote(set.table().schema()),
                                        quote(partition.partition().name())));
            }
        }
        overdue(facts, now, findings);
        facts.waiting().stream()
                .filter(waiting -> waiting.since().compareTo(limits.lockWait()) >= 0)
                .forEach(waiting -> waiting(waiting, findings));
        facts.migrations().forEach(migration -> migration(migration, findings));
        facts.archives().forEach(archive -> archive(set, archive, findings));
    }

    private static void overdue(SetFacts facts, Instant now, Findings findings) {
        Span retention = facts.set().policy().retention();
        if (retention == null) {
            return;
        }
        List<PartitionFacts> overdue = facts.partitions().stream()
                .filter(partition -> !partition.partition().upper().isAfter(retention.before(now)))
                .toList();
        if (!overdue.isEmpty()) {
            findings.warning(
                    "retention-overdue",
                    overdue.getFirst().partition().name(),
                    "%d partitions with about %d rows ended more than %s ago"
                            .formatted(
                                    overdue.size(),
                                    overdue.stream()
                                            .mapToLong(PartitionFacts::rows)
                                            .sum(),
                                    retention),
                    findings.maintenance());
        }
    }

    private static void waiting(Waiting waiting, Findings findings) {
        findings.warning(
                "lock-waiting",
                waiting.table(),
                "process %d waits for %s since %d s, behind %s"
                        .formatted(
                                waiting.pid(), waiting.mode(), waiting.since().toSeconds(), waiting.blockers()),
                waiting.blockers().isEmpty()
                        ? "SELECT * FROM pg_locks WHERE pid = " + waiting.pid()
                        : "SELECT * FROM pg_stat_activity WHERE pid = %1$d; SELECT pg_cancel_backend(%1$d)"
                                .formatted(waiting.blockers().getFirst()));
    }

    private static void migration(Unfinished migration, Findings findings) {
        String evidence = "migration %d (%s) is %s since %d min"
                .formatted(
                        migration.id(),
                        migration.kind(),
                        migration.state(),
                        migration.since().toMinutes());
        String show = Remedy.SHOW_MIGRATION.of(migration.id());
        if (migration.error() == null) {
            findings.info("migration-unfinished", "migration " + migration.id(), evidence, show);
        } else {
            findings.error(
                    "migration-unfinished", "migration " + migration.id(), evidence + ": " + migration.error(), show);
        }
    }

    private static void archive(PartitionSet set, Unverified archive, Findings findings) {
        String evidence = "it is to be archived and is %s: nobody has read it back yet".formatted(archive.state());
        String remedy = Remedy.ARCHIVE.of(set.name(), archive.partition());
        if (archive.error() == null) {
            findings.info("archive-unverified", archive.partition(), evidence, remedy);
        } else {
            findings.warning("archive-unverified", archive.partition(), evidence + ": " + archive.error(), remedy);
        }
    }
}
