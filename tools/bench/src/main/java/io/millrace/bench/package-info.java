/**
 * Measures Millrace side by side with something else that does the same work, in turn, in one run on one machine: an upload
 * against PostgreSQL's own COPY, records of a topic against a JDBC sink in Kafka Connect. Ratios hold where absolute times
 * drift.
 */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
