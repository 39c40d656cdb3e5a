/**
 * Rows as PostgreSQL's binary COPY has them: the form they are encoded to once, by transform, and pumped as they are by
 * the loader. Source of the format: PostgreSQL documentation, COPY, "Binary Format", and the {@code *_recv} functions of
 * the server's types.
 */
@NullMarked
package io.millrace.contract.tuple;

import org.jspecify.annotations.NullMarked;
