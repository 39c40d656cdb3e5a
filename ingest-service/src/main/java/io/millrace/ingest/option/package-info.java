/** What an upload's headers and query ask for: read, checked, and laid over what the dataset says. Pure. */
@NullMarked
package io.millrace.ingest.option;

import org.jspecify.annotations.NullMarked;
