/** All that hangs on a table, and the statements that give it to another one: read from the catalog, decided purely. */
@NullMarked
package io.millrace.migration.shape;

import org.jspecify.annotations.NullMarked;
