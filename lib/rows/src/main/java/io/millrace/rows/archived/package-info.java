/** The rows of a table together with those of its archived partitions. */
@NullMarked
package io.millrace.rows.archived;

import org.jspecify.annotations.NullMarked;
