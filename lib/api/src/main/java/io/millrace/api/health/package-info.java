/** What is wrong with partition sets, and what mends it. */
@NullMarked
package io.millrace.api.health;

import org.jspecify.annotations.NullMarked;
