package io.millrace.migration;

import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.partitioning.policy.Policy;
import java.time.Instant;
import java.util.Objects;

/** The partition set that the table of a migration becomes. Column and interval of the request are known. */
public final class ResultingSet {
    private static final int DEFAULT_PREMAKE = 3;

    private ResultingSet() {}

    public static PartitionSet of(MigrationRequest request) {
        Policy policy = new Policy(
                request.requiredInterval(),
                premake(request),
                request.retention(),
                Objects.requireNonNullElse(request.expired(), Expired.KEEP));
        return PartitionSet.of(null, request.table(), request.requiredColumn(), policy);
    }

    /** @return the beginning of the last partition that is to be made ahead of now */
    public static Instant ahead(MigrationRequest request, Instant now) {
        Interval interval = request.requiredInterval();
        return interval.plus(interval.floor(now), premake(request));
    }

    private static int premake(MigrationRequest request) {
        return Objects.requireNonNullElse(request.premake(), DEFAULT_PREMAKE);
    }
}
