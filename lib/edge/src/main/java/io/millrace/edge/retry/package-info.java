/** How long to wait before something is tried again. */
@NullMarked
package io.millrace.edge.retry;

import org.jspecify.annotations.NullMarked;
