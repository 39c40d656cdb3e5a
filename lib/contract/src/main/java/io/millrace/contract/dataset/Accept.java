package io.millrace.contract.dataset;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The window around the time of receipt that a row's partition key must lie in; a row outside is a reject. It keeps a
 * mistyped year from making a partition of its own.
 */
public record Accept(Span past, Span future) {
    /** When the dataset says nothing. */
    static final Accept DEFAULT = new Accept(new Span(10, ChronoUnit.YEARS), new Span(1, ChronoUnit.MONTHS));

    @SuppressWarnings("NullAway") // Jackson passes null for what the document leaves out
    public Accept {
        past = past == null ? DEFAULT.past : past;
        future = future == null ? DEFAULT.future : future;
    }

    public Instant earliest(Instant now) {
        return past.before(now);
    }

    public Instant latest(Instant now) {
        return future.after(now);
    }
}
