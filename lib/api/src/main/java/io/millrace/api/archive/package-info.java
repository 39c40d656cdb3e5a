/** Partitions that left their tables. */
@NullMarked
package io.millrace.api.archive;

import org.jspecify.annotations.NullMarked;
