/** One unit of an upload to one row batch: a pure function. {@link UnitTransformer} is the entry. */
@NullMarked
package io.millrace.transform.unit;

import org.jspecify.annotations.NullMarked;
