package io.millrace.codec.value;

import java.util.UUID;

/** uuid: 32 hexadecimal digits, a hyphen after any four of them, braces around. Source: PostgreSQL's uuid.c. */
public final class Uuids {
    private static final int BYTES = 16;

    private Uuids() {}

    public static UUID parse(byte[] bytes, int from, int to) throws BadValue {
        boolean braces = to - from > 2 && bytes[from] == '{' && bytes[to - 1] == '}';
        int i = braces ? from + 1 : from;
        int end = braces ? to - 1 : to;
        long most = 0;
        long least = 0;
        for (int n = 0; n < BYTES; n++) {
            int high = i + 1 < end ? hex(bytes[i]) : -1;
            int low = i + 1 < end ? hex(bytes[i + 1]) : -1;
            if (high < 0 || low < 0) {
                throw bad(bytes, from, to);
            }
            most = most << 8 | least >>> 56;
            least = least << 8 | high << 4 | low;
            i += 2;
            if (i < end && bytes[i] == '-' && n % 2 == 1 && n < BYTES - 1) {
                i++;
            }
        }
        if (i != end) {
            throw bad(bytes, from, to);
        }
        return new UUID(most, least);
    }

    private static BadValue bad(byte[] bytes, int from, int to) {
        return BadValue.of(bytes, from, to, "is not a uuid; write one such as a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    }

    /** @return 0 to 15, or -1 */
    static int hex(byte b) {
        return b >= 0 ? Character.digit(b, 16) : -1;
    }
}
