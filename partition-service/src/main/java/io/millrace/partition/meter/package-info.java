/** The meters of the service, all in one class. */
@NullMarked
package io.millrace.partition.meter;

import org.jspecify.annotations.NullMarked;
