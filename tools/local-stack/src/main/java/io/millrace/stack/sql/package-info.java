/** Queries of the local PostgreSQL. */
@NullMarked
package io.millrace.stack.sql;

import org.jspecify.annotations.NullMarked;
