/** The JVMs of a stack: their options, their caches for quicker starts, and those of the services. */
@NullMarked
package io.millrace.stack.jvm;

import org.jspecify.annotations.NullMarked;
