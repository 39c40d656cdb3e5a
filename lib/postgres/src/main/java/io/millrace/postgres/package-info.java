/**
 * What all who speak to PostgreSQL over JDBC share: how a transaction is run and repeated, what an error of the server says,
 * who does a duty alone, how columns of a row are read. Blocks: for virtual threads.
 */
@NullMarked
package io.millrace.postgres;

import org.jspecify.annotations.NullMarked;
