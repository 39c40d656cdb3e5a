/** From messages to load groups: what is queued of one Kafka partition, and how much of it one transaction takes. */
@NullMarked
package io.millrace.loader.batch;

import org.jspecify.annotations.NullMarked;
