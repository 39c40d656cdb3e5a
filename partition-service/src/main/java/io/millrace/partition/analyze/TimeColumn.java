package io.millrace.partition.analyze;

/**
 * A column that a table could be partitioned by.
 *
 * @param partitionKey whether it is already
 * @param indexed whether an index begins with it
 * @param correlation between its order and that on disk, −1 to 1, as the statistics have it; 0 when they have none
 */
public record TimeColumn(String name, boolean partitionKey, boolean indexed, double correlation) {}
