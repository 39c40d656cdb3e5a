/** The filters of a query: from the text of a request to values, and from these to SQL with parameters. Pure. */
@NullMarked
package io.millrace.partition.read.filter;

import org.jspecify.annotations.NullMarked;
