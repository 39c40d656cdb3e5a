/** Queries as values and as SQL with parameters; pure. */
@NullMarked
package io.millrace.partition.read.query;

import org.jspecify.annotations.NullMarked;
