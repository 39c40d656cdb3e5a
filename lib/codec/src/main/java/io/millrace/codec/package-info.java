/**
 * What a value of a column is. Rows are read by it, and so are the values that a definition itself names, so that what a
 * definition says is judged by the very code that will read the values.
 */
@NullMarked
package io.millrace.codec;

import org.jspecify.annotations.NullMarked;
