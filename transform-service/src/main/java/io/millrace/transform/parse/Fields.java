package io.millrace.transform.parse;

/**
 * The fields of one record, by their place in the source: ranges of a char array that is valid until the next record. One
 * object serves all records of a payload.
 */
public final class Fields {
    private final int[] from;
    private final int[] to;
    private char[] chars = {};
    private int count;

    /** @param expected how many fields a record should have; those beyond are counted, not kept */
    public Fields(int expected) {
        from = new int[expected];
        to = new int[expected];
    }

    public void clear(char[] newChars) {
        chars = newChars;
        count = 0;
    }

    public void add(char[] source, int start, int end) {
        chars = source;
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

    public char[] chars() {
        return chars;
    }

    public int from(int field) {
        return from[field];
    }

    public int to(int field) {
        return to[field];
    }
}
