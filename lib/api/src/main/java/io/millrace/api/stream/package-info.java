/** How far streams are, and how a position of one is moved. */
@NullMarked
package io.millrace.api.stream;

import org.jspecify.annotations.NullMarked;
