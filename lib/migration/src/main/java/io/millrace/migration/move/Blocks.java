package io.millrace.migration.move;

/**
 * A part of a table's file.
 *
 * @param source the table's oid
 * @param from the first block
 * @param to the first block after it
 */
record Blocks(long source, long from, long to) {
    long count() {
        return to - from;
    }
}
