/** How a column's values are read, checked and written, all in one: a {@link ColumnCodec} for each column. */
@NullMarked
package io.millrace.codec.column;

import org.jspecify.annotations.NullMarked;
