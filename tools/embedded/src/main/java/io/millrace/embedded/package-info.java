/**
 * Real Kafka and PostgreSQL as child processes of this JVM; no Docker.
 *
 * <p>{@link io.millrace.embedded.SharedServers} is what a test wants; {@link io.millrace.embedded.KafkaServer} and {@link
 * io.millrace.embedded.PostgresServer} are for whoever keeps data, chooses ports or breaks things on purpose. {@link
 * io.millrace.embedded.process.Child} starts any process so that it ends when this JVM does.
 */
@NullMarked
package io.millrace.embedded;

import org.jspecify.annotations.NullMarked;
