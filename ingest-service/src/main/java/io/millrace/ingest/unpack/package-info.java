/** Bytes as sent → UTF-8 text as meant: streams laid over one another, each in constant memory. Pure. */
@NullMarked
package io.millrace.ingest.unpack;

import org.jspecify.annotations.NullMarked;
