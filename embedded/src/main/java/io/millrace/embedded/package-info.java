/** Kafka and PostgreSQL inside this JVM. */
@NullMarked
package io.millrace.embedded;

import org.jspecify.annotations.NullMarked;
