/** Rows out of partitioned tables: request → query → SQL with parameters → a cursor's rows → the client, in constant memory. */
@NullMarked
package io.millrace.partition.read;

import org.jspecify.annotations.NullMarked;
