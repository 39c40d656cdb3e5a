/** How the rows of any table would spread over partitions: catalog and a sample → a histogram of hours → advice. */
@NullMarked
package io.millrace.partition.analyze;

import org.jspecify.annotations.NullMarked;
