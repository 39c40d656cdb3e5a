/** Rejects as downloads, page by page: no thread and no connection waits for a slow client. */
@NullMarked
package io.millrace.ingest.reject;

import org.jspecify.annotations.NullMarked;
