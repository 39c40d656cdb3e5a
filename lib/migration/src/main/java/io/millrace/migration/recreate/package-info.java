/** How another table gets all that hangs on a table and takes its place, as SQL text. Touches nothing. */
@NullMarked
package io.millrace.migration.recreate;

import org.jspecify.annotations.NullMarked;
