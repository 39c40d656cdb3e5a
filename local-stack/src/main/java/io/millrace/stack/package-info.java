/** Starts and stops Kafka, PostgreSQL and the four services on one machine. */
@NullMarked
package io.millrace.stack;

import org.jspecify.annotations.NullMarked;
