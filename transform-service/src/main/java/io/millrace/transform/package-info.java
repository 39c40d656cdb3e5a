/** Work units in, row batches out. */
@NullMarked
package io.millrace.transform;

import org.jspecify.annotations.NullMarked;
