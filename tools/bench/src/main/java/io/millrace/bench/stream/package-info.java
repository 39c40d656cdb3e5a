/** Records that wait in a topic until all are rows: through Millrace, and through a JDBC sink in Kafka Connect. */
@NullMarked
package io.millrace.bench.stream;

import org.jspecify.annotations.NullMarked;
