/** The Kafka topics and how their records are keyed. */
@NullMarked
package io.millrace.contract.topic;

import org.jspecify.annotations.NullMarked;
