/** Partitions that come back, from the archive or from beside their table. */
@NullMarked
package io.millrace.archive.restore;

import org.jspecify.annotations.NullMarked;
