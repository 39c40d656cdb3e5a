/** Work units → topic {@code millrace.units}. Kafka's edge. */
@NullMarked
package io.millrace.ingest.publish;

import org.jspecify.annotations.NullMarked;
