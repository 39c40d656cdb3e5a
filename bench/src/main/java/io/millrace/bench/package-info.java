/**
 * Measures an upload through all services against PostgreSQL's own COPY of the same file, in turn, in one run on one
 * machine. The ratio holds where absolute times drift.
 */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
