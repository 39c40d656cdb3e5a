/** Groups into tables, as often as it takes: what is done when a load transaction fails, and what a group came to. */
@NullMarked
package io.millrace.loader.load;

import org.jspecify.annotations.NullMarked;
