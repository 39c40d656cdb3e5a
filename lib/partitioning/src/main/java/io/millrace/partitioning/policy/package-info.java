/** What a dataset asks of its partitions, and how the service itself is configured. */
@NullMarked
package io.millrace.partitioning.policy;

import org.jspecify.annotations.NullMarked;
