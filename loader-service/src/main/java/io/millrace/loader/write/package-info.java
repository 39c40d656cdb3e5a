/** The load transaction: rows by binary COPY, straight or merged by a key, rejects and ledger together; and what is done when it fails. */
@NullMarked
package io.millrace.loader.write;

import org.jspecify.annotations.NullMarked;
