/** An upload through all services against PostgreSQL's own COPY of the same file. */
@NullMarked
package io.millrace.bench.upload;

import org.jspecify.annotations.NullMarked;
