/** Times: what is read as one, in ISO 8601, as an epoch or in a format of its own, and the microseconds that PostgreSQL stores. */
@NullMarked
package io.millrace.codec.time;

import org.jspecify.annotations.NullMarked;
