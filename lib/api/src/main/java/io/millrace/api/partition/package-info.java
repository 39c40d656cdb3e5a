/** Partitions of a table, their maintenance and their growth. */
@NullMarked
package io.millrace.api.partition;

import org.jspecify.annotations.NullMarked;
