/** Debezium's JDBC sink in Kafka Connect: its libraries, its settings, its process. */
@NullMarked
package io.millrace.bench.peer;

import org.jspecify.annotations.NullMarked;
