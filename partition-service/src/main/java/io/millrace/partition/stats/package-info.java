/** What partition sets weigh, taken again and again, and how they grow. */
@NullMarked
package io.millrace.partition.stats;

import org.jspecify.annotations.NullMarked;
