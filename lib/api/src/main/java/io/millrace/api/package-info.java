/**
 * The answers of the HTTP API: one record for each shape, written by a service and read by the command line. They hold values
 * and say nothing of where those come from.
 */
@NullMarked
package io.millrace.api;

import org.jspecify.annotations.NullMarked;
