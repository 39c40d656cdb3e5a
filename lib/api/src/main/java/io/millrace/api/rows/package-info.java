/** What is told of rows beside the rows themselves. */
@NullMarked
package io.millrace.api.rows;

import org.jspecify.annotations.NullMarked;
