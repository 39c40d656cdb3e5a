/** Reading a month of three years: partitions against one table, the service against COPY, and answers of any length. */
@NullMarked
package io.millrace.bench.read;

import org.jspecify.annotations.NullMarked;
