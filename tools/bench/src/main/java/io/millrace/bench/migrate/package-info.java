/** A table that is in use gets partitions, against a plain INSERT … SELECT of the same rows. */
@NullMarked
package io.millrace.bench.migrate;

import org.jspecify.annotations.NullMarked;
