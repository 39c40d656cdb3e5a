package io.millrace.rows.read;

import io.millrace.rows.query.RowCursor;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A page that is being filled, and the place where the next one begins. */
final class PageBuilder {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final String fingerprint;
    private final int limit;
    private final int mostBytes;
    private @Nullable RowCursor resume;
    private @Nullable RowCursor last;
    private int rows;
    private boolean full;

    /** @param after where the page begins; null at the beginning */
    PageBuilder(String fingerprint, byte[] head, int limit, int mostBytes, @Nullable RowCursor after) {
        this.fingerprint = fingerprint;
        this.limit = limit;
        this.mostBytes = mostBytes;
        resume = after;
        last = after;
        body.writeBytes(head);
    }

    /** Where to go on in the range that is read next: only the first range begins in its middle. */
    @Nullable
    RowCursor resume() {
        RowCursor from = resume;
        resume = null;
        return from;
    }

    /** How many rows still fit. */
    int missing() {
        return limit - rows;
    }

    /** Whether there is a row that did not fit. */
    boolean isFull() {
        return full;
    }

    /** @return false when the row did not fit: the page ends before it */
    boolean add(String range, String time, String mark, byte[] text) {
        if (rows == limit || rows > 0 && body.size() + text.length > mostBytes) {
            full = true;
            return false;
        }
        RowCursor before = last;
        int equal =
                before != null && before.time().equals(time) && before.mark().equals(mark) ? before.skip() : 0;
        last = new RowCursor(fingerprint, range, time, mark, equal + 1);
        body.writeBytes(text);
        body.write('\n');
        rows++;
        return true;
    }

    RowReader.Page build() {
        return new RowReader.Page(body.toByteArray(), full ? last : null);
    }
}
