/** What became of records: the ledger of streams in PostgreSQL beside the offsets in Kafka. */
@NullMarked
package io.millrace.ingest.stream;

import org.jspecify.annotations.NullMarked;
