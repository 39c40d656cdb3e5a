package io.millrace.partition.dataset;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.contract.dataset.Dataset;
import io.millrace.partition.SetKind;
import io.millrace.partitioning.plan.Mismatch;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.Transactions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.JdbiException;

/** What can be wrong with a request about a dataset. */
public final class DatasetProblems {
    /**
     * The classes of SQLSTATE that speak of the definition or of what is in its way: data, constraints, names and
     * privileges, limits, object states, unsupported features.
     */
    private static final Set<String> ABOUT_THE_DEFINITION = Set.of("22", "23", "42", "54", "55", "2B", "0A");

    private DatasetProblems() {}

    public static ProblemException unknown(String name) {
        return SetKind.DATASETS.unknown(name);
    }

    static ProblemException unknownVersion(String name, int version) {
        return Problem.of(
                        404,
                        "unknown-version",
                        "Unknown version",
                        "Dataset '%s' has no version %d. Without version the newest one is given."
                                .formatted(name, version))
                .at("version", Integer.toString(version))
                .exception();
    }

    static ProblemException unreadable(String detail) {
        return Problem.of(
                        400,
                        "unreadable-definition",
                        "Unreadable definition",
                        "Neither YAML nor JSON: %s".formatted(detail))
                .exception();
    }

    static ProblemException invalid(String path, String detail) {
        Problem problem = Problem.of(422, "invalid-definition", "Invalid definition", detail);
        return (path.isEmpty() ? problem : problem.at(path, null)).exception();
    }

    /** The first refusal gives the field; the detail tells all of them. */
    static void refuse(List<Mismatch> refusals) {
        if (!refusals.isEmpty()) {
            String detail = refusals.stream()
                    .map(refusal -> refusal.path() + ": " + refusal.reason())
                    .collect(Collectors.joining("\n"));
            throw Problem.of(409, "incompatible-definition", "Incompatible definition", detail)
                    .at(refusals.getFirst().path(), null)
                    .exception();
        }
    }

    static ProblemException keyIncomplete(Dataset dataset) {
        return Problem.of(
                        409,
                        "incompatible-definition",
                        "Incompatible definition",
                        "key: the unique index over %s cannot be completed: a partition of %s has no part of it. A partition that is partitioned itself, or a foreign table, has to get it by hand"
                                .formatted(dataset.uniqueColumns(), dataset.table()))
                .at("key", null)
                .exception();
    }

    static ProblemException uploadsUnfinished(String name, long uploads) {
        return Problem.of(
                        409,
                        "uploads-unfinished",
                        "Uploads unfinished",
                        "Dataset '%s' has %d uploads that are not finished. Wait for them, or abort them with DELETE /v1/uploads/{id}."
                                .formatted(name, uploads))
                .at("name", name)
                .exception();
    }

    /** @return the refusal when the failure is the definition's; otherwise the failure itself */
    static RuntimeException of(JdbiException e) {
        return ServerError.of(e)
                .filter(error -> !Transactions.busy(e))
                .filter(error -> ABOUT_THE_DEFINITION.stream().anyMatch(error.sqlState()::startsWith))
                .<RuntimeException>map(DatasetProblems::refused)
                .orElse(e);
    }

    private static ProblemException refused(ServerError error) {
        String detail = error.detail() == null ? "" : " (" + error.detail() + ")";
        return Problem.of(
                        409,
                        "refused-by-database",
                        "Refused by the database",
                        "PostgreSQL refuses the definition: %s%s [%s]"
                                .formatted(error.message(), detail, error.sqlState()))
                .exception();
    }
}
