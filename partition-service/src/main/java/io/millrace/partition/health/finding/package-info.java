/** What is found, how bad it is, and the command that mends it. */
@NullMarked
package io.millrace.partition.health.finding;

import org.jspecify.annotations.NullMarked;
