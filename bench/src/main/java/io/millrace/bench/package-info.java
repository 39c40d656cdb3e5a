/** Measures throughput, side by side with what PostgreSQL does alone. */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
