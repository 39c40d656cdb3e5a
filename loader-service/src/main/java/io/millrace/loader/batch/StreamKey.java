package io.millrace.loader.batch;

import java.util.Comparator;
import java.util.UUID;

/** What the ledger knows a stream by: a topic that is deleted and made anew has another id. */
public record StreamKey(UUID topicId, int partition) implements Comparable<StreamKey> {
    private static final Comparator<StreamKey> ORDER =
            Comparator.comparing(StreamKey::topicId).thenComparingInt(StreamKey::partition);

    @Override
    public int compareTo(StreamKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "partition " + partition + " of topic id " + topicId;
    }
}
