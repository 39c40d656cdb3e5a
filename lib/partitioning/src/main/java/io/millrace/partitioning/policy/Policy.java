package io.millrace.partitioning.policy;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import org.jspecify.annotations.Nullable;

/**
 * How a table is partitioned.
 *
 * @param interval the time one partition holds
 * @param premake partitions kept ahead of the one that holds now
 * @param retention how long a partition is kept after its upper bound; for ever when null
 * @param expired what becomes of a partition past its retention
 * @param former the interval before the last change of it: empty partitions of that length that lie ahead are replaced;
 *     null when it never changed
 */
public record Policy(
        Interval interval,
        int premake,
        @Nullable Span retention,
        Expired expired,
        @Nullable Interval former) {

    public Policy(Interval interval, int premake, @Nullable Span retention, Expired expired) {
        this(interval, premake, retention, expired, null);
    }

    public static Policy of(Dataset dataset) {
        var partitioning = dataset.partitioning();
        return new Policy(
                partitioning.interval(),
                partitioning.premake(),
                partitioning.retention(),
                partitioning.expiredOrDefault());
    }
}
