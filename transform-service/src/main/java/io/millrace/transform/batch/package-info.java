/** One unit to one row batch: a pure function. {@link Transformer} is the door. */
@NullMarked
package io.millrace.transform.batch;

import org.jspecify.annotations.NullMarked;
