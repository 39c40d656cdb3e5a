/** A slice of a stream to row batches: a pure function. {@link StreamTransformer} is the entry. */
@NullMarked
package io.millrace.transform.slice;

import org.jspecify.annotations.NullMarked;
