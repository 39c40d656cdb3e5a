package io.millrace.contract.framing;

import io.millrace.contract.message.Format;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the end of the next record in UTF-8 bytes that arrive piecemeal. A record ends at {@code \n}, {@code \r\n} or
 * {@code \r} outside quotes; a quote opens only at the start of a field (as PostgreSQL's COPY writes and FastCSV reads
 * CSV), and closes only before a delimiter, a line end or the end of the input. The answer depends on the bytes alone,
 * never on how they arrived.
 *
 * <p>A record whose quote does not close so is {@link #broken()} and costs its first line: it ends there, and the next one
 * begins on the next line. How far a quote may look for its end is bounded ({@link #ahead()}), and the less so the more
 * of them were in vain, so that no input is searched over and over. That depends on nothing but the
 * records since {@link #restart()}: bytes cut off at the end of a record are framed as they were before the cut.
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
    private static final int NOWHERE = -1;

    private static final int FARTHEST = 8 << 20; // the longest record that ingest takes
    private static final int NEAREST = 2 << 10;
    private static final int IN_VAIN = 2; // quotes after which they may look half as far

    private enum State {
        PLAIN, // no quote so far in this record
        COMMENT,
        FIELD_START,
        UNQUOTED,
        QUOTED,
        ESCAPED, // behind an escape inside quotes
        QUOTE_IN_QUOTED, // closes the field, or is the first of a pair
        MISCLOSED // something else followed that quote
    }

    private final int delimiter;
    private final int quote;
    private final int escape;
    private final int comment;
    private final int longest;

    private State state = State.PLAIN;
    private int scanned; // bytes of the current record that are behind us
    private int lineEnd = NOWHERE; // of the record's first line, when that is inside quotes
    private int inVain; // broken records whose quote was looked for beyond their line
    private boolean broken;

    private RecordFramer(int delimiter, int quote, int escape, int comment, int longest) {
        this.delimiter = delimiter;
        this.quote = quote;
        this.escape = escape;
        this.comment = comment;
        this.longest = longest;
    }

    /** A framer at the start of a record. */
    public static RecordFramer of(Format format) {
        return of(format, Integer.MAX_VALUE);
    }

    /** @param longest bytes of a record of several lines at most, its line end included; a longer one is broken */
    public static RecordFramer of(Format format, int longest) {
        if (format.getType() == Format.Type.NDJSON) {
            return new RecordFramer(NONE, NONE, NONE, NONE, longest);
        }
        int quote = only(format.getQuote());
        int escape = only(format.getEscape());
        return new RecordFramer(
                only(format.getDelimiter()),
                quote,
                escape == quote ? NONE : escape,
                only(format.getComment()),
                longest);
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
            at = walk(bytes, start, at, limit);
        }
        scanned = at - start;
        if (lineEnd != NOWHERE && isInVain(at == limit && last)) {
            return broken(behindLineEnd(bytes, start + lineEnd, limit, last));
        }
        int end = behindLineEnd(bytes, at, limit, last);
        if (end != INCOMPLETE && lineEnd != NOWHERE && end - start > longest) {
            return broken(behindLineEnd(bytes, start + lineEnd, limit, last));
        }
        if (end == INCOMPLETE && !last) {
            return INCOMPLETE;
        }
        broken = state == State.MISCLOSED || isOpen();
        return found(end == INCOMPLETE ? limit : end);
    }

    /** Whether the quote that was open at the end of the record's first line can be given up. */
    private boolean isInVain(boolean ended) {
        if (state == State.MISCLOSED || scanned > lineEnd + ahead() || scanned > longest) {
            return true;
        }
        return ended && isOpen();
    }

    private boolean isOpen() {
        return state == State.QUOTED || state == State.ESCAPED;
    }

    /** How many bytes behind the end of its line a quote may close at most. */
    private int ahead() {
        return Math.max(NEAREST, FARTHEST >> Math.min(inVain / IN_VAIN, 30));
    }

    private int broken(int end) {
        if (end != INCOMPLETE) {
            inVain++;
            broken = true;
            found(end);
        }
        return end;
    }

    /** The next call of {@link #end} begins a record, as if it were the first one. */
    public void restart() {
        inVain = 0;
        broken = false;
        found(0);
    }

    private int found(int end) {
        state = State.PLAIN;
        scanned = 0;
        lineEnd = NOWHERE;
        return end;
    }

    /** Whether the record that {@link #end} answered last has a quote that does not close as it should; it is one line. */
    public boolean broken() {
        return broken;
    }

    /** Whether the record that {@link #end} has no answer for yet goes on behind its first line. */
    public boolean isBehindFirstLine() {
        return lineEnd != NOWHERE;
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

    /** @return the line end outside quotes at or behind {@code at}, where the search ends without one, or the limit */
    private int walk(byte[] bytes, int start, int at, int limit) {
        State now = state;
        int i = at;
        int most = lineEnd == NOWHERE ? limit : farthest(start, limit);
        for (; i < most; i++) {
            byte b = bytes[i];
            switch (now) {
                case QUOTED, ESCAPED -> {
                    if (lineEnd == NOWHERE && (b == '\n' || b == '\r')) {
                        lineEnd = i - start;
                        most = farthest(start, limit);
                    }
                    boolean escaped = now == State.ESCAPED; // whatever it is then, it closes nothing
                    now = escaped ? State.QUOTED : inQuotes(b);
                }
                case MISCLOSED -> {
                    i = lineEnd == NOWHERE ? find(bytes, i, limit, NONE) : i;
                    state = now;
                    return i;
                }
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

    /** @return one past the last byte that a record may have which is open at the end of its first line */
    private int farthest(int start, int limit) {
        long most = 1 + Math.min((long) lineEnd + ahead(), longest);
        return (int) Math.min(limit, start + most);
    }

    private State inQuotes(byte b) {
        return b == escape ? State.ESCAPED : b == quote ? State.QUOTE_IN_QUOTED : State.QUOTED;
    }

    private State next(State now, byte b) {
        if (b == delimiter) {
            return State.FIELD_START;
        }
        if (b == quote && (now == State.FIELD_START || now == State.QUOTE_IN_QUOTED)) {
            return State.QUOTED;
        }
        return now == State.QUOTE_IN_QUOTED ? State.MISCLOSED : State.UNQUOTED;
    }
}
