/**
 * Characters to values, as PostgreSQL's own input functions read them: the same spellings are accepted and give the same
 * values. Everything works on a range [from, to) of a byte array of UTF-8, so that no string is made for a field.
 */
@NullMarked
package io.millrace.codec.value;

import org.jspecify.annotations.NullMarked;
