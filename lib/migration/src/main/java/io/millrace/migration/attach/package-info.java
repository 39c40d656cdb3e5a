/** A plain table becomes a partition of a new parent that takes its name: no row is copied. */
@NullMarked
package io.millrace.migration.attach;

import org.jspecify.annotations.NullMarked;
