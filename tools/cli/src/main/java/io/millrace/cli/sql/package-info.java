/** Queries of the local PostgreSQL. */
@NullMarked
package io.millrace.cli.sql;

import org.jspecify.annotations.NullMarked;
