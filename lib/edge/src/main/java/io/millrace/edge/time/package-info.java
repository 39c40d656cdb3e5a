/** Times as requests write them. */
@NullMarked
package io.millrace.edge.time;

import org.jspecify.annotations.NullMarked;
