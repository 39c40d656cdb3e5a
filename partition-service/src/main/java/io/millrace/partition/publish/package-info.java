/** Kafka: creates the topics, looks after those of records, and announces the versions of datasets on the compacted one. */
@NullMarked
package io.millrace.partition.publish;

import org.jspecify.annotations.NullMarked;
