/** All that hangs on a table, read from the catalog, and the few things that every migration says about a table. */
@NullMarked
package io.millrace.migration.shape;

import org.jspecify.annotations.NullMarked;
