/** Keeps every dataset's partitions ahead: on a schedule, at start and on demand, one leader at a time. */
@NullMarked
package io.millrace.partition.maintain;

import org.jspecify.annotations.NullMarked;
