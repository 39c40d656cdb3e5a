/** Pure checks: facts in, findings out. */
@NullMarked
package io.millrace.partition.health.check;

import org.jspecify.annotations.NullMarked;
