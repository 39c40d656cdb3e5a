package io.millrace.contract.framing;

import io.millrace.contract.message.Format;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the end of the next record in UTF-8 bytes that arrive piecemeal. A record ends at {@code \n}, {@code \r\n} or
 * {@code \r} outside quotes; a quote opens only at the start of a field (as PostgreSQL's COPY writes and FastCSV reads
 * CSV). The answer depends on the bytes alone, never on how they arrived.
 *
 * <p>As long as a record holds no quote its delimiters do not matter, so line ends and quotes are searched eight bytes at a
 * time (the zero-byte test of "Hacker's Delight", section 6-1); only a record with a quote is walked byte by byte.
 */
public final class RecordFramer {
    /** {@link #end} found no end: more bytes are needed. */
    public static final int INCOMPLETE = -1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final int NONE = 256; // equals no byte

    private enum State {
        PLAIN, // no quote so far in this record
        COMMENT,
        FIELD_START,
        UNQUOTED,
        QUOTED,
        ESCAPED, // behind an escape inside quotes
        QUOTE_IN_QUOTED // closes the field, or is the first of a pair
    }

    private final int delimiter;
    private final int quote;
    private final int escape;
    private final int comment;

    private State state = State.PLAIN;
    private int scanned; // bytes of the current record that are behind us
    private boolean unclosed;

    private RecordFramer(int delimiter, int quote, int escape, int comment) {
        this.delimiter = delimiter;
        this.quote = quote;
        this.escape = escape;
        this.comment = comment;
    }

    /** A framer at the start of a record. */
    public static RecordFramer of(Format format) {
        if (format.getType() == Format.Type.NDJSON) {
            return new RecordFramer(NONE, NONE, NONE, NONE);
        }
        int quote = only(format.getQuote());
        int escape = only(format.getEscape());
        return new RecordFramer(
                only(format.getDelimiter()), quote, escape == quote ? NONE : escape, only(format.getComment()));
    }

    private static int only(String character) {
        return character.isEmpty() ? NONE : character.charAt(0);
    }

    /**
     * Looks for the end of the record that begins at {@code start}. After {@link #INCOMPLETE} the call is repeated with
     * the same record start and a greater limit (the bytes may have moved to another array); after an answer the next
     * call begins the next record.
     *
     * @param limit one past the last byte that is there
     * @param last whether no more bytes will come; the record then ends at the limit at the latest
     * @return one past the record's last byte, its line end included, or {@link #INCOMPLETE}
     */
    public int end(byte[] bytes, int start, int limit, boolean last) {
        if (scanned == 0 && start < limit && bytes[start] == comment) {
            state = State.COMMENT;
        }
        int at = start + scanned;
        if (state == State.PLAIN || state == State.COMMENT) {
            at = find(bytes, at, limit, state == State.COMMENT ? NONE : quote);
            if (at < limit && bytes[at] == quote && state == State.PLAIN) {
                state = State.FIELD_START;
                at = start; // whether the quote opens a field depends on the delimiters before it
            }
        }
        if (state != State.PLAIN && state != State.COMMENT) {
            at = walk(bytes, at, limit);
        }
        int end = behindLineEnd(bytes, at, limit, last);
        if (end == INCOMPLETE) {
            scanned = at - start;
            return last ? found(limit) : INCOMPLETE;
        }
        return found(end);
    }

    /** Forgets the current record: the next call of {@link #end} begins one. */
    public void reset() {
        found(0);
    }

    private int found(int end) {
        unclosed = state == State.QUOTED || state == State.ESCAPED;
        state = State.PLAIN;
        scanned = 0;
        return end;
    }

    /** Whether the record that {@link #end} answered last ended, for want of bytes, inside quotes. */
    public boolean unclosed() {
        return unclosed;
    }

    /** @return one past the line end at {@code at}, or INCOMPLETE when there is none or a \n may still follow the \r */
    private static int behindLineEnd(byte[] bytes, int at, int limit, boolean last) {
        if (at >= limit) {
            return INCOMPLETE;
        }
        if (bytes[at] == '\n') {
            return at + 1;
        }
        if (at + 1 < limit) {
            return bytes[at + 1] == '\n' ? at + 2 : at + 1;
        }
        return last ? at + 1 : INCOMPLETE;
    }

    /** @return the first \n, \r or quote at or behind {@code at}, or the limit */
    private static int find(byte[] bytes, int at, int limit, int quote) {
        long quotes = quote == NONE ? '\n' * ONES : quote * ONES;
        int i = at;
        for (; i <= limit - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONG.get(bytes, i);
            long hits = zeroBytes(word ^ '\n' * ONES) | zeroBytes(word ^ '\r' * ONES) | zeroBytes(word ^ quotes);
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < limit && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != quote) {
            i++;
        }
        return i;
    }

    /** Sets the top bit of every byte that is zero; bits above the lowest such byte may be wrong, and are not looked at. */
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & TOPS;
    }

    /** @return the line end outside quotes at or behind {@code at}, or the limit */
    private int walk(byte[] bytes, int at, int limit) {
        State now = state;
        int i = at;
        for (; i < limit; i++) {
            byte b = bytes[i];
            switch (now) {
                case QUOTED -> now = b == escape ? State.ESCAPED : b == quote ? State.QUOTE_IN_QUOTED : State.QUOTED;
                case ESCAPED -> now = State.QUOTED; // whatever it is, it closes nothing
                default -> {
                    if (b == '\n' || b == '\r') {
                        state = now;
                        return i;
                    }
                    now = next(now, b);
                }
            }
        }
        state = now;
        return i;
    }

    private State next(State now, byte b) {
        if (b == delimiter) {
            return State.FIELD_START;
        }
        boolean opens = b == quote && (now == State.FIELD_START || now == State.QUOTE_IN_QUOTED);
        return opens ? State.QUOTED : State.UNQUOTED;
    }
}
