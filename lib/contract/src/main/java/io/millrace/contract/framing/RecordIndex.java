package io.millrace.contract.framing;

import io.millrace.contract.message.Format;
import java.util.Arrays;

/** The records of a payload by the line they begin on. Made only when a row is to be rejected: costs one scan. */
public final class RecordIndex {
    private final long[] lines;
    private final int[] ends;
    private final int count;

    private RecordIndex(long[] lines, int[] ends, int count) {
        this.lines = lines;
        this.ends = ends;
        this.count = count;
    }

    /** @param firstLine the number of the payload's first line in its file */
    public static RecordIndex of(Format format, byte[] payload, long firstLine) {
        RecordFramer framer = RecordFramer.of(format);
        long[] lines = new long[1024];
        int[] ends = new int[1024];
        int count = 0;
        long line = firstLine;
        for (int start = 0; start < payload.length; ) {
            if (count == ends.length) {
                lines = Arrays.copyOf(lines, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            int end = framer.end(payload, start, payload.length, true);
            lines[count] = line;
            ends[count++] = end;
            line += LineCounter.count(payload, start, end);
            start = end;
        }
        return new RecordIndex(lines, ends, count);
    }

    /** How many records there are; comments and blank lines count. */
    public int count() {
        return count;
    }

    /** @return the line on which the record begins */
    public long line(int record) {
        return lines[record];
    }

    /** @return the record's first byte in the payload */
    public int from(int record) {
        return record == 0 ? 0 : ends[record - 1];
    }

    /** @return one past the record's last byte, its line end included */
    public int to(int record) {
        return ends[record];
    }

    /**
     * @return the record that begins on the line
     * @throws IllegalArgumentException when none does
     */
    public int at(long line) {
        int found = Arrays.binarySearch(lines, 0, count, line);
        if (found < 0) {
            throw new IllegalArgumentException("no record begins on line " + line);
        }
        return found;
    }
}
