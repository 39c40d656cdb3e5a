/**
 * Row batches in, table rows out, one transaction each: {@code receive} → {@code batch} → {@code write}, which uses
 * {@code partition}, {@code ledger} and {@code failure}.
 */
@NullMarked
package io.millrace.loader;

import org.jspecify.annotations.NullMarked;
