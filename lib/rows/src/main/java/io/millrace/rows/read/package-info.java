/** Runs queries: rows as a stream of any length, pages in order, counts, plans. */
@NullMarked
package io.millrace.rows.read;

import org.jspecify.annotations.NullMarked;
