/** The load transaction: rows by binary COPY, rejects and ledger together; and what is done when it fails. */
@NullMarked
package io.millrace.loader.write;

import org.jspecify.annotations.NullMarked;
