/** Errors over HTTP as RFC 9457 problem documents that name the field, the value and the remedy. */
@NullMarked
package io.millrace.edge.problem;

import org.jspecify.annotations.NullMarked;
