/** Carries changes out, each transaction under lock_timeout and retried, so that loading never stalls behind DDL. */
@NullMarked
package io.millrace.partitioning.apply;

import org.jspecify.annotations.NullMarked;
