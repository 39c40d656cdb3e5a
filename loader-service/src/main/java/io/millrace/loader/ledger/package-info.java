/** SQL on the loader's own tables: jobs, the ledgers of units and of streams, and rejects of either. */
@NullMarked
package io.millrace.loader.ledger;

import org.jspecify.annotations.NullMarked;
