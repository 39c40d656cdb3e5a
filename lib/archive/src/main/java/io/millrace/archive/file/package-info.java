/** Files out of the archive and their rows into tables, held against what was written. */
@NullMarked
package io.millrace.archive.file;

import org.jspecify.annotations.NullMarked;
