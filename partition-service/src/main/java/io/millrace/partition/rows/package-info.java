/** Rows over HTTP: requests are read here, and what is wrong with them becomes a problem document. */
@NullMarked
package io.millrace.partition.rows;

import org.jspecify.annotations.NullMarked;
