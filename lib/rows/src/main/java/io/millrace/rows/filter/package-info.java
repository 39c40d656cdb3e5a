/** The filters of a query: from the text of a request to values, and from these to SQL with parameters. Pure. */
@NullMarked
package io.millrace.rows.filter;

import org.jspecify.annotations.NullMarked;
