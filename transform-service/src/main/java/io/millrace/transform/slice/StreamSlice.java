package io.millrace.transform.slice;

import java.util.List;

/**
 * What a consumer read between two of its positions.
 *
 * @param from the position before
 * @param to the position after; above the last record's offset, and further when holes follow
 * @param records in the order of their offsets, which lie in [from, to)
 */
public record StreamSlice(long from, long to, List<? extends StreamRecord> records) {
    public StreamSlice {
        if (from >= to) {
            throw new IllegalArgumentException("slice [%d, %d) is empty".formatted(from, to));
        }
    }
}
