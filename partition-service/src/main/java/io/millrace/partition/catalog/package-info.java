/** Reads the catalog of PostgreSQL; writes nothing. */
@NullMarked
package io.millrace.partition.catalog;

import org.jspecify.annotations.NullMarked;
