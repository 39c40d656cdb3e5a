/** What a column's values must satisfy beyond their type. A check that does not hold throws the reason. */
@NullMarked
package io.millrace.codec.check;

import org.jspecify.annotations.NullMarked;
