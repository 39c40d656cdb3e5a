package io.millrace.partition.policy;

import io.millrace.contract.dataset.TableName;

/**
 * The partitioned parent table of a dataset.
 *
 * @param dataset the dataset's name
 * @param table the parent
 * @param policy as last applied
 */
public record PartitionSet(String dataset, TableName table, Policy policy) {}
