/** How a table would spread over partitions. */
@NullMarked
package io.millrace.api.analysis;

import org.jspecify.annotations.NullMarked;
