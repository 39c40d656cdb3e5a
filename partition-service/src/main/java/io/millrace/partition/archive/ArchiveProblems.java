package io.millrace.partition.archive;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.archive.restore.RestorePlan;
import io.millrace.archive.store.Stores;
import io.millrace.partitioning.policy.PartitionSet;

/** What can be wrong with a request about the archive. */
final class ArchiveProblems {
    private ArchiveProblems() {}

    static ProblemException unknownPartition(PartitionSet set, String partition) {
        return Problem.of(
                        404,
                        "unknown-partition",
                        "Unknown partition",
                        "'%s' is no partition of %s. GET …/partitions lists those there are."
                                .formatted(partition, set.table()))
                .at("partition", partition)
                .exception();
    }

    static ProblemException unknownArchive(PartitionSet set, long id) {
        return Problem.of(
                        404,
                        "unknown-archive",
                        "Unknown archive",
                        "No partition of %s left it under the number %d. GET …/partitions/archives lists those that did."
                                .formatted(set.table(), id))
                .at("id", Long.toString(id))
                .exception();
    }

    static ProblemException noArchive(String partition) {
        return Problem.of(
                        409,
                        "no-archive",
                        "No archive",
                        "Partition '%s' stays where it is: %s.".formatted(partition, Stores.REMEDY))
                .at("partition", partition)
                .exception();
    }

    static ProblemException cannotRestore(RestorePlan plan) {
        return Problem.of(409, "cannot-restore", "Cannot be restored", String.join("\n", plan.reasons()))
                .at("id", Long.toString(plan.archived().id()))
                .exception();
    }
}
