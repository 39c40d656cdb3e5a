/** How far uploads are. */
@NullMarked
package io.millrace.api.upload;

import org.jspecify.annotations.NullMarked;
