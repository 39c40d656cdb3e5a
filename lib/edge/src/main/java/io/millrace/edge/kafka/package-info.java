/** What Kafka has in a form of its own. */
@NullMarked
package io.millrace.edge.kafka;

import org.jspecify.annotations.NullMarked;
