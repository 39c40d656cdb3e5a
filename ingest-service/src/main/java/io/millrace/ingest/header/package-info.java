/** What the fields of an input are called, and whether they can feed a dataset. Pure. */
@NullMarked
package io.millrace.ingest.header;

import org.jspecify.annotations.NullMarked;
