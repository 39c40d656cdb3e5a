/** {@code millrace partitions archive} and what goes with it: partitions that left a table, and how they come back. */
@NullMarked
package io.millrace.cli.archive;

import org.jspecify.annotations.NullMarked;
