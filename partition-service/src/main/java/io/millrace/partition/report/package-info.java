/** What the service tells of partitions over HTTP. */
@NullMarked
package io.millrace.partition.report;

import org.jspecify.annotations.NullMarked;
