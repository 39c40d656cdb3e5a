/**
 * The edge to the topics of records: one consumer, and a reader for each partition that it has. What is in is told by
 * PostgreSQL, not by Kafka's committed offsets.
 */
@NullMarked
package io.millrace.transform.consume;

import org.jspecify.annotations.NullMarked;
