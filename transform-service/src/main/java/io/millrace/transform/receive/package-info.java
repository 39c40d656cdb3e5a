/** The edge: units from Kafka in, row batches to Kafka out, and what operators see of it. */
@NullMarked
package io.millrace.transform.receive;

import org.jspecify.annotations.NullMarked;
