/** What the services share at their edges. */
@NullMarked
package io.millrace.edge;

import org.jspecify.annotations.NullMarked;
