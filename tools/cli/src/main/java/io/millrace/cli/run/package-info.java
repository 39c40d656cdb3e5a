/** Runs the local stack: up, down, status, logs. */
@NullMarked
package io.millrace.cli.run;

import org.jspecify.annotations.NullMarked;
