/** {@code millrace streams}: what becomes of records. */
@NullMarked
package io.millrace.cli.stream;

import org.jspecify.annotations.NullMarked;
