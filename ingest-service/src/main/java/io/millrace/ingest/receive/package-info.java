/** HTTP uploads: from the request to the last work unit. HTTP's edge. */
@NullMarked
package io.millrace.ingest.receive;

import org.jspecify.annotations.NullMarked;
