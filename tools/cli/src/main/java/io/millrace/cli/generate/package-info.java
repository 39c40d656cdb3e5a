/** Sensor readings made up from a seed: the same numbers give the same bytes, on every machine. */
@NullMarked
package io.millrace.cli.generate;

import org.jspecify.annotations.NullMarked;
