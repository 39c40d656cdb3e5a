/** What becomes of detached partitions: kept, dropped, or written to the archive, read back, compared and then dropped. */
@NullMarked
package io.millrace.archive.expire;

import org.jspecify.annotations.NullMarked;
