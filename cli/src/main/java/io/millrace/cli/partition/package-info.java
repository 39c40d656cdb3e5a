/** {@code millrace partitions}: partition sets and what is done with them. */
@NullMarked
package io.millrace.cli.partition;

import org.jspecify.annotations.NullMarked;
