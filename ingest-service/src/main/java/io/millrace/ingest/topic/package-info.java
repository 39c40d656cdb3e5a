/** Topics of records and how far they reach. Kafka's edge. */
@NullMarked
package io.millrace.ingest.topic;

import org.jspecify.annotations.NullMarked;
