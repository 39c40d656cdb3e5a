package io.millrace.transform.batch;

import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Rows;

/** Where the rows stood in the file, as runs of successive lines. */
public final class LineRuns {
    private final Rows.Builder rows;
    private long first;
    private int count;

    public LineRuns(Rows.Builder rows) {
        this.rows = rows;
    }

    public void add(long line) {
        if (line != first + count || count == 0) {
            flush();
            first = line;
        }
        count++;
    }

    /** Ends the last run. */
    public void flush() {
        if (count > 0) {
            rows.addLines(Lines.newBuilder().setFirst(first).setCount(count));
        }
        count = 0;
    }
}
