package io.millrace.archive.log;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the values of a column. Two columns with the same facts hold the same values, as far as a sum of 64-bit
 * hashes can tell.
 *
 * @param name as the table has it
 * @param type as {@code format_type} of PostgreSQL spells it
 * @param values that are not NULL
 * @param min as text; of numbers, times and short texts (by code points)
 * @param max likewise
 * @param checksum the sum of {@code hashtextextended(value::text, 0)}
 */
public record ColumnFacts(
        String name,
        String type,
        long values,
        @Nullable String min,
        @Nullable String max,
        String checksum) {}
