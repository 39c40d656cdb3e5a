package io.millrace.partitioning.policy;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.TableName;
import org.jspecify.annotations.Nullable;

/**
 * A partitioned parent table that is maintained.
 *
 * @param name what people call it: the dataset, or the table when no dataset owns it
 * @param dataset the dataset that owns it; null for a table that was adopted without one
 * @param table the parent
 * @param timeColumn the partition key
 * @param policy as last applied
 */
public record PartitionSet(String name, @Nullable String dataset, TableName table, String timeColumn, Policy policy) {

    /** @param dataset null when no dataset owns it */
    public static PartitionSet of(@Nullable String dataset, TableName table, String timeColumn, Policy policy) {
        return new PartitionSet(dataset == null ? table.toString() : dataset, dataset, table, timeColumn, policy);
    }

    public static PartitionSet of(Dataset dataset) {
        return of(dataset.name(), dataset.table(), dataset.timeColumn(), Policy.of(dataset));
    }
}
