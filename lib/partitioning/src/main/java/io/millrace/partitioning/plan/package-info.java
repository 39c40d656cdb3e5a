/** Pure decisions: what is there and what is wanted in, sealed changes or refusals out. Touches nothing. */
@NullMarked
package io.millrace.partitioning.plan;

import org.jspecify.annotations.NullMarked;
