/** Partitions that come back, from the archive or from beside their table. */
@NullMarked
package io.millrace.partition.restore;

import org.jspecify.annotations.NullMarked;
