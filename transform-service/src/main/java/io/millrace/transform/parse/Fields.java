package io.millrace.transform.parse;

/**
 * The fields of one record, by their place in the source: ranges of a byte array that is valid until the next record. One
 * object serves all records of a payload.
 */
public final class Fields {
    private final int[] from;
    private final int[] to;
    private byte[] bytes = {};
    private int count;

    /** @param expected how many fields a record should have; those beyond are counted, not kept */
    public Fields(int expected) {
        from = new int[expected];
        to = new int[expected];
    }

    public void clear(byte[] source) {
        bytes = source;
        count = 0;
    }

    /** The source goes on in another array, at the same places. */
    public void moved(byte[] source) {
        bytes = source;
    }

    public void add(int start, int end) {
        if (count < from.length) {
            from[count] = start;
            to[count] = end;
        }
        count++;
    }

    public void addNull() {
        if (count < from.length) {
            from[count] = 0;
            to[count] = -1;
        }
        count++;
    }

    /** Makes NULLs of the fields that a record leaves out, when it has {@code least} of {@code all} at least. */
    public void fill(int least, int all) {
        while (count >= least && count < all) {
            addNull();
        }
    }

    /** How many fields the record has. */
    public int count() {
        return count;
    }

    public boolean isNull(int field) {
        return to[field] < 0;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int from(int field) {
        return from[field];
    }

    public int to(int field) {
        return to[field];
    }
}
