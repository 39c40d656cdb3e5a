/** Runs the local stack: up, down, status, logs. */
@NullMarked
package io.millrace.stack.command;

import org.jspecify.annotations.NullMarked;
