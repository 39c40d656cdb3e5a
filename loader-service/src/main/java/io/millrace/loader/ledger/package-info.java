/** SQL on the loader's own tables: {@code millrace.job}, {@code millrace.ledger} and {@code millrace.reject}. */
@NullMarked
package io.millrace.loader.ledger;

import org.jspecify.annotations.NullMarked;
