/** Dataset definitions in, partitioned tables out. */
@NullMarked
package io.millrace.partition;

import org.jspecify.annotations.NullMarked;
