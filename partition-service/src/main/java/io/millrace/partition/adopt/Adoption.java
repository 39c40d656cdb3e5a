package io.millrace.partition.adopt;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.api.migration.AdoptPlan;
import io.millrace.api.migration.AdoptRequest;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.adopt.AdoptPlanner;
import io.millrace.migration.adopt.AdoptReader;
import io.millrace.migration.adopt.FoundTable;
import io.millrace.partition.SetKind;
import io.millrace.partition.meter.PartitionMeters;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.partitioning.policy.Policy;
import io.millrace.postgres.Sql;
import io.millrace.postgres.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Takes tables in as partition sets, and lets them go. Their rows and partitions are not touched. */
@ApplicationScoped
class Adoption {
    private final Transactions transactions;
    private final AdoptReader reader;
    private final PartitionSets sets;
    private final PartitionMeters meters;
    private final Jdbi jdbi;

    Adoption(Transactions transactions, AdoptReader reader, PartitionSets sets, PartitionMeters meters, Jdbi jdbi) {
        this.transactions = transactions;
        this.reader = reader;
        this.sets = sets;
        this.meters = meters;
        this.jdbi = jdbi;
    }

    /** Looks, and touches nothing. */
    AdoptPlan plan(TableName table, AdoptRequest request) {
        return plan(table, request, true);
    }

    private AdoptPlan plan(TableName table, AdoptRequest request, boolean dryRun) {
        FoundTable found = jdbi.withHandle(handle -> reader.read(handle, table)).orElseThrow(() -> Problem.of(
                        404,
                        "unknown-table",
                        "Unknown table",
                        "There is no table '%s' in the database. Check schema and name; case counts.".formatted(table))
                .at("name", table.toString())
                .exception());
        return AdoptPlanner.plan(found, request, dryRun);
    }

    /** @throws ProblemException 409 with all that stands in the way */
    AdoptPlan adopt(TableName table, AdoptRequest request) {
        AdoptPlan plan = plan(table, request, false);
        if (!plan.refusals().isEmpty()) {
            String detail = plan.refusals().stream()
                    .map(refusal -> "%s %s; %s".formatted(refusal.object(), refusal.reason(), refusal.remedy()))
                    .collect(Collectors.joining("\n"));
            throw Problem.of(409, "adoption-refused", "Adoption refused", detail)
                    .at("name", table.toString())
                    .exception();
        }
        FoundTable.Partman partman = request.stopPartman()
                ? jdbi.withHandle(handle -> reader.read(handle, table))
                        .orElseThrow()
                        .partman()
                : null;
        transactions.run("adoption of " + table, handle -> {
            sets.register(handle, set(plan));
            if (partman != null) {
                Sql.execute(handle, AdoptReader.stop(partman.config(), table));
            }
            return plan;
        });
        return plan;
    }

    private static PartitionSet set(AdoptPlan plan) {
        Policy policy =
                new Policy(Objects.requireNonNull(plan.interval()), plan.premake(), plan.retention(), plan.expired());
        return PartitionSet.of(null, plan.table(), Objects.requireNonNull(plan.timeColumn()), policy);
    }

    /** @throws ProblemException 404 when it is no set, 409 when a dataset owns it */
    PartitionSet forget(String name, boolean dryRun) {
        PartitionSet set = jdbi.withHandle(handle -> SetKind.TABLES.required(handle, sets, name));
        if (set.dataset() != null) {
            throw Problem.of(
                            409,
                            "table-of-dataset",
                            "Table of a dataset",
                            "Table '%s' belongs to dataset '%s'. Delete the dataset: its table stays."
                                    .formatted(name, Objects.requireNonNull(set.dataset())))
                    .at("name", name)
                    .exception();
        }
        if (!dryRun) {
            jdbi.useHandle(handle -> sets.forget(handle, set.table()));
            meters.forget(set.name());
        }
        return set;
    }
}
