/** From process to service: migrate, create the topics, maintain; each repeated until PostgreSQL and Kafka answer. */
@NullMarked
package io.millrace.partition.start;

import org.jspecify.annotations.NullMarked;
