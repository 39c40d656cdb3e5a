/** Migrations over HTTP: planned, begun, watched, paused, undone. */
@NullMarked
package io.millrace.partition.migrate;

import org.jspecify.annotations.NullMarked;
