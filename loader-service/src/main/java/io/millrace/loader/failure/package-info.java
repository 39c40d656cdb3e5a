/** Failures as values: what to do about an SQLSTATE, how long to wait, and how to find the rows that are to blame. */
@NullMarked
package io.millrace.loader.failure;

import org.jspecify.annotations.NullMarked;
