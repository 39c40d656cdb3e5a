/** Transactions that read: how many at once, what they may take, and how they end. */
@NullMarked
package io.millrace.rows.session;

import org.jspecify.annotations.NullMarked;
