package io.millrace.migration;

import java.time.Duration;

/**
 * How tables are migrated.
 *
 * @param atOnce migrations that are worked at, at once; others wait for their turn, without a connection
 * @param workers batches of rows that are copied at once, each over a connection of its own
 * @param batch how long a batch shall take; a pause is heard between two
 * @param swapRows changes that may be left for the transaction that swaps the tables
 * @param lockTimeout how long one attempt of DDL may wait for a lock
 */
public record MigrationSettings(int atOnce, int workers, Duration batch, int swapRows, Duration lockTimeout) {}
