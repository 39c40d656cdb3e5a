/** The load transaction: rows, rejects, ledger lines and jobs of one group, all of it or nothing. */
@NullMarked
package io.millrace.loader.transaction;

import org.jspecify.annotations.NullMarked;
