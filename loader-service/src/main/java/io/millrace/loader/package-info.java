/** Row batches in, table rows out, one transaction each. */
@NullMarked
package io.millrace.loader;

import org.jspecify.annotations.NullMarked;
