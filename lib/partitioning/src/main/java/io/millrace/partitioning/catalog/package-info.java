/** Reads the catalog of PostgreSQL; writes nothing. */
@NullMarked
package io.millrace.partitioning.catalog;

import org.jspecify.annotations.NullMarked;
