/**
 * Rows as Parquet files, written by DuckDB and read by Hardwood within bounded memory. Rows come and go as the CSV text of
 * PostgreSQL's COPY. The only package that knows either.
 */
@NullMarked
package io.millrace.archive.parquet;

import org.jspecify.annotations.NullMarked;
