/** The queue between whoever polls Kafka and whoever works on what came, bounded in bytes. */
@NullMarked
package io.millrace.edge.queue;

import org.jspecify.annotations.NullMarked;
