package io.millrace.partition.health.check;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.health.facts.SetFacts;
import io.millrace.partition.health.facts.SetFacts.IndexFacts;
import io.millrace.partition.health.facts.SetFacts.PartitionFacts;
import io.millrace.partition.health.facts.SetFacts.SequenceFacts;
import io.millrace.partition.health.finding.Findings;
import io.millrace.partition.health.finding.HealthLimits;
import io.millrace.partition.health.finding.Remedy;
import java.util.List;
import java.util.Locale;

/** Indexes, statistics and sequences. */
final class ObjectChecks {
    private ObjectChecks() {}

    static void check(SetFacts facts, HealthLimits limits, Findings findings) {
        TableName table = facts.set().table();
        facts.indexes().forEach(index -> index(table, index, findings));
        if (!facts.analysed() && facts.partitions().stream().anyMatch(partition -> partition.rows() > 0)) {
            findings.warning(
                    "never-analysed",
                    table.toString(),
                    "the parent has no statistics of its own: autovacuum never makes them, and joins are planned blindly",
                    "ANALYZE " + table.sql());
        }
        List<String> blind = facts.partitions().stream()
                .filter(partition -> !partition.analysed() && partition.rows() > 0)
                .map(PartitionFacts::partition)
                .map(partition -> partition.name())
                .toList();
        if (!blind.isEmpty()) {
            findings.info(
                    "never-analysed",
                    blind.getFirst(),
                    "%d partitions with rows have no statistics".formatted(blind.size()),
                    "ANALYZE " + quote(table.schema()) + "." + quote(blind.getFirst()));
        }
        facts.sequences().forEach(sequence -> sequence(table, sequence, limits, findings));
    }

    private static void index(TableName table, IndexFacts index, Findings findings) {
        if (index.missing()) {
            findings.warning(
                    "missing-index",
                    index.partition(),
                    "it has no part of %s, which is invalid as a whole until every partition has one"
                            .formatted(index.index()),
                    Remedy.BUILD_INDEX.of(findings.set()));
        } else {
            findings.warning(
                    "invalid-index",
                    index.index(),
                    "a build of it on %s was broken off: it is written to and never read".formatted(index.partition()),
                    "REINDEX INDEX CONCURRENTLY %s".formatted(index.index()));
        }
    }

    private static void sequence(TableName table, SequenceFacts sequence, HealthLimits limits, Findings findings) {
        double used = (double) sequence.last() / sequence.most();
        if (used < limits.sequence()) {
            return;
        }
        String evidence = String.format(
                Locale.ROOT,
                "column %s: %,d of %,d values are used, %.1f %%",
                sequence.column(),
                sequence.last(),
                sequence.most(),
                100 * used);
        String remedy =
                "ALTER TABLE %s ALTER COLUMN %s TYPE bigint; ALTER SEQUENCE %s AS bigint – nobody reads or writes the table meanwhile, which is rewritten"
                        .formatted(table.sql(), quote(sequence.column()), sequence.sequence());
        if (sequence.last() >= sequence.most()) {
            findings.error("sequence-end", sequence.sequence(), evidence, remedy);
        } else {
            findings.warning("sequence-end", sequence.sequence(), evidence, remedy);
        }
    }
}
