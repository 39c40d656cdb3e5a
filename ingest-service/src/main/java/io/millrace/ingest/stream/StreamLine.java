package io.millrace.ingest.stream;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table {@code millrace.stream}; the columns are explained there.
 *
 * @param parked why the slice at the position is parked, and what helps; null when none is
 */
record StreamLine(
        UUID topicId,
        int partition,
        String dataset,
        long nextOffset,
        long rows,
        long rejects,
        @Nullable Instant newestAt,
        @Nullable Instant loadedAt,
        Instant openedAt,
        @Nullable Instant replacedAt,
        @Nullable String stoppedReason,
        boolean stopped,
        @Nullable String parked) {}
