/** Tables that are partitioned already, by hand or by pg_partman, become partition sets without a dataset. */
@NullMarked
package io.millrace.partition.adopt;

import org.jspecify.annotations.NullMarked;
