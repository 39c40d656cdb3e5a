/**
 * Rows as Parquet files, written and read by DuckDB within fixed memory. Rows come and go as the CSV text of PostgreSQL's
 * COPY. The only package that knows DuckDB.
 */
@NullMarked
package io.millrace.partition.parquet;

import org.jspecify.annotations.NullMarked;
