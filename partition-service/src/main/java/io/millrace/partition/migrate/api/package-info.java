/** Migrations over HTTP: planned, begun, watched, paused, undone. */
@NullMarked
package io.millrace.partition.migrate.api;

import org.jspecify.annotations.NullMarked;
