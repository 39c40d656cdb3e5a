/** Another table takes a table's place: a partitioned one that of a plain one, or the other way round. */
@NullMarked
package io.millrace.migration.swap;

import org.jspecify.annotations.NullMarked;
