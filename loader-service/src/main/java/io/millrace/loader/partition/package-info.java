/** Partitions are there before the rows arrive: what is known of them, and how missing ones are made. */
@NullMarked
package io.millrace.loader.partition;

import org.jspecify.annotations.NullMarked;
