/** Rows into their table by binary COPY: straight, or merged by a key, and around those that the database refuses. */
@NullMarked
package io.millrace.loader.copy;

import org.jspecify.annotations.NullMarked;
