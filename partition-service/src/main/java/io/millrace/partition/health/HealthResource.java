package io.millrace.partition.health;

import io.millrace.api.health.Finding;
import io.millrace.api.health.HealthReport;
import io.millrace.api.health.Severity;
import io.millrace.partition.SetKind;
import io.millrace.partition.api.HealthApi;
import io.millrace.partition.health.check.Checkup;
import io.millrace.partition.health.facts.FactReader;
import io.millrace.partition.health.facts.SetFacts;
import io.millrace.partition.health.finding.HealthLimits;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.postgres.Transactions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** {@code /v1/partitions/health} and {@code /v1/datasets/{name}/partitions/health}. */
@Singleton
@RunOnVirtualThread
public class HealthResource implements HealthApi {
    private final PartitionSets sets;
    private final Transactions transactions;
    private final FactReader facts;
    private final Clock clock;

    HealthResource(PartitionSets sets, Transactions transactions, FactReader facts, Clock clock) {
        this.sets = sets;
        this.transactions = transactions;
        this.facts = facts;
        this.clock = clock;
    }

    @Override
    public HealthReport all() {
        return report("health of all sets", sets::all);
    }

    @Override
    public HealthReport one(SetKind kind, String name) {
        return report("health of " + name, handle -> List.of(kind.required(handle, sets, name)));
    }

    private HealthReport report(String what, Function<Handle, List<PartitionSet>> choice) {
        Instant now = clock.instant();
        List<SetFacts> all = transactions.run(what, handle -> facts.read(handle, choice.apply(handle)));
        return report(now, all, Checkup.findings(all, HealthLimits.USUAL, now));
    }

    private static HealthReport report(Instant at, List<SetFacts> sets, List<Finding> findings) {
        return new HealthReport(
                at,
                sets.size(),
                sets.stream().mapToInt(facts -> facts.partitions().size()).sum(),
                count(findings, Severity.ERROR),
                count(findings, Severity.WARNING),
                findings);
    }

    private static int count(List<Finding> findings, Severity severity) {
        return Math.toIntExact(findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count());
    }
}
