/** Fields to binary COPY tuples: a {@link RowPlan} says once for a dataset and a field list what a {@link RowEncoder} does. */
@NullMarked
package io.millrace.transform.encode;

import org.jspecify.annotations.NullMarked;
