/** {@code /v1/parked}: units of which no rows could be made, as the loader keeps them in {@code millrace.parked}. */
@NullMarked
package io.millrace.ingest.parked;

import org.jspecify.annotations.NullMarked;
