package io.millrace.partition.archive;

import io.millrace.api.archive.ArchivePlan;
import io.millrace.api.archive.ArchiveView;
import io.millrace.archive.log.Archived;
import io.millrace.archive.restore.RestorePlan;
import java.util.List;

/** Puts together what a client is told of partitions that left their table. */
final class ArchiveAnswers {
    private ArchiveAnswers() {}

    static ArchiveView of(Archived line) {
        return new ArchiveView(
                line.id(),
                line.partition(),
                line.lower(),
                line.upper(),
                line.expired(),
                line.state(),
                line.held(),
                line.location(),
                line.rows(),
                line.bytes(),
                line.times().detached(),
                line.times().written(),
                line.times().verified(),
                line.times().dropped(),
                line.times().restored(),
                line.error());
    }

    static ArchivePlan of(RestorePlan plan, boolean dryRun) {
        return new ArchivePlan(
                dryRun,
                plan.archived().id(),
                plan.archived().partition(),
                plan.fromArchive() ? List.of("prepare", "read", "verify", "attach") : List.of("attach"),
                plan.filled(),
                plan.reasons());
    }
}
