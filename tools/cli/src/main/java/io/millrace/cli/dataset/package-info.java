/** Datasets and their partitions. */
@NullMarked
package io.millrace.cli.dataset;

import org.jspecify.annotations.NullMarked;
