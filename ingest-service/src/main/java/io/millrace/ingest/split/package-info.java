/**
 * Bytes → slices. Pure: a stream in, {@link io.millrace.contract.message.Slice}s out, the same for the same bytes however they
 * arrive. Knows no HTTP, no Kafka, no database.
 */
@NullMarked
package io.millrace.ingest.split;

import org.jspecify.annotations.NullMarked;
