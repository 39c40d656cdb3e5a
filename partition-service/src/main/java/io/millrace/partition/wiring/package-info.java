/** Puts the engines together, which know nothing of Quarkus: their settings, meters and connections come from here. */
@NullMarked
package io.millrace.partition.wiring;

import org.jspecify.annotations.NullMarked;
