/**
 * Parked units: what cannot become rows for a reason of its own is kept in {@code millrace.parked}, and tried again from there,
 * while everybody else goes on.
 */
@NullMarked
package io.millrace.loader.park;

import org.jspecify.annotations.NullMarked;
