package io.millrace.partition.health.check;

import io.millrace.api.health.Finding;
import io.millrace.partition.health.facts.SetFacts;
import io.millrace.partition.health.finding.Findings;
import io.millrace.partition.health.finding.HealthLimits;
import io.millrace.partition.health.finding.Remedy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From facts to findings. Pure: the time is an argument. */
public final class Checkup {
    private Checkup() {}

    /** @return the findings of all sets, the worst first */
    public static List<Finding> findings(List<SetFacts> sets, HealthLimits limits, Instant now) {
        List<Finding> findings = new ArrayList<>();
        for (SetFacts facts : sets) {
            Findings of = new Findings(facts.set());
            if (facts.partitioned()) {
                BoundChecks.check(facts, now, of);
                RowChecks.check(facts, now, of);
                SizeChecks.check(facts, limits, now, of);
                ObjectChecks.check(facts, limits, of);
                WorkChecks.check(facts, limits, now, of);
            } else {
                of.error(
                        "no-table",
                        facts.set().table().toString(),
                        "there is no partitioned table of this name",
                        facts.set().dataset() == null
                                ? "restore the table, or forget it"
                                : "apply the dataset's document again, which makes the table anew (%2$s > %1$s.yaml; %3$s), restore the table, or DELETE /v1/datasets/%1$s"
                                        .formatted(
                                                facts.set().dataset(),
                                                Remedy.SHOW_DATASET.of(
                                                        facts.set().dataset()),
                                                Remedy.APPLY_DATASET.of(
                                                        facts.set().dataset() + ".yaml")));
            }
            findings.addAll(of.all());
        }
        findings.sort(Comparator.comparing(Finding::severity).reversed().thenComparing(Finding::set));
        return findings;
    }
}
