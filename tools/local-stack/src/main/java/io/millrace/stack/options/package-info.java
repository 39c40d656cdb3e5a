/** Where a stack lives, on which ports, and whether those are free. */
@NullMarked
package io.millrace.stack.options;

import org.jspecify.annotations.NullMarked;
