/**
 * The reader of one partition of a topic of records: from its position on to slices, and to batches in their order.
 */
@NullMarked
package io.millrace.transform.stream;

import org.jspecify.annotations.NullMarked;
