/** Queries as values and as SQL with parameters; pure. */
@NullMarked
package io.millrace.rows.query;

import org.jspecify.annotations.NullMarked;
