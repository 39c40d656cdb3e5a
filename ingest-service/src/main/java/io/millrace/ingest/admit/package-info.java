/** What is to be done with an upload whose key may have been used before. Decided by values; PostgreSQL is asked in one place. */
@NullMarked
package io.millrace.ingest.admit;

import org.jspecify.annotations.NullMarked;
