/** Datasets and their versions. */
@NullMarked
package io.millrace.api.dataset;

import org.jspecify.annotations.NullMarked;
