package io.millrace.loader.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Decides how much of what is queued goes into one transaction: what is at hand up to a limit; when that is little, it waits for more. */
public final class GroupBuilder {
    /**
     * @param enoughRows rows from which on there is no waiting for more
     * @param mostBytes bytes of messages at which a group is full; one message may be larger
     * @param lingerNanos how long the first batch of a small group waits for company
     */
    public record Limits(int enoughRows, long mostBytes, long lingerNanos) {}

    private final Limits limits;
    private final List<Batch> batches = new ArrayList<>();
    private boolean alone;
    private long rows;
    private long bytes;
    private long begun;

    public GroupBuilder(Limits limits) {
        this.limits = limits;
    }

    /** @param goesAlone whether the batch must have a group of its own, because it is not going to be loaded */
    public boolean takes(boolean goesAlone) {
        return batches.isEmpty() || !alone && !goesAlone;
    }

    /** @param now nanoseconds, of {@link System#nanoTime} */
    public void add(Batch batch, boolean goesAlone, long now) {
        alone = goesAlone;
        if (batches.isEmpty()) {
            begun = now;
        }
        batches.add(batch);
        rows += batch.rowCount();
        bytes += batch.size();
    }

    public boolean isEmpty() {
        return batches.isEmpty();
    }

    public boolean full() {
        return alone || bytes >= limits.mostBytes();
    }

    /** @return how many nanoseconds the next batch is waited for, from 0 on; nothing when there is no hurry at all */
    public OptionalLong patience(long now) {
        if (batches.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(rows >= limits.enoughRows() ? 0 : Math.max(0, begun + limits.lingerNanos() - now));
    }

    public Group group() {
        return new Group(batches);
    }
}
