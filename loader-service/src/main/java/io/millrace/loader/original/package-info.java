/** The raw texts of rows that the database refused: where they are fetched from, and the rejects that are made of them. */
@NullMarked
package io.millrace.loader.original;

import org.jspecify.annotations.NullMarked;
