/** PostgreSQL's edge: short questions by the reactive client, each with a bounded wait. */
@NullMarked
package io.millrace.ingest.postgres;

import org.jspecify.annotations.NullMarked;
