/** What the catalog tells of partition sets, many of them in a handful of statements. */
@NullMarked
package io.millrace.partition.health.facts;

import org.jspecify.annotations.NullMarked;
