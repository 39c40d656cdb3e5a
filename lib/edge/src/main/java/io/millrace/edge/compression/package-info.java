/** How Kafka's messages are compressed at full speed. */
@NullMarked
package io.millrace.edge.compression;

import org.jspecify.annotations.NullMarked;
