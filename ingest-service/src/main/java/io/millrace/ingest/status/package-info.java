/** What became of uploads: the view {@code millrace.upload} in PostgreSQL, and what this replica remembers itself. */
@NullMarked
package io.millrace.ingest.status;

import org.jspecify.annotations.NullMarked;
