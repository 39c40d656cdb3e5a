package io.millrace.api.analysis;

import io.millrace.contract.dataset.Interval;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which interval to take. A partition of 100 MiB to 5 GiB is quick to VACUUM, to archive and to move, and large enough to be
 * worth its planning. Of the intervals that give such partitions the longest is taken that still cuts the table into 12:
 * fewer partitions are planned faster, and a twelfth is little enough for retention to drop at once.
 *
 * @param needed whether partitioning is worth it at all
 * @param interval the best there is; null for a table without rows
 * @param reason in words
 */
@Schema(name = "PartitioningAdvice")
public record Advice(boolean needed, @Nullable Interval interval, String reason) {}
