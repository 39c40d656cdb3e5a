/** {@code millrace rows}: rows of partitioned tables. */
@NullMarked
package io.millrace.cli.rows;

import org.jspecify.annotations.NullMarked;
