package io.millrace.loader.receive;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What an operator is told of a Kafka partition.
 *
 * @param state {@code loading} or {@code retrying}
 * @param position the offset behind the last batch that was committed to PostgreSQL; absent before the first
 * @param queued batches in memory that wait
 * @param queuedBytes bytes in memory, those in the transaction at hand included
 * @param failures attempts in a row that failed for the group at hand
 * @param error the last error; it may be over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartitionState(
        String topic,
        int partition,
        String state,
        @Nullable Long position,
        int queued,
        long queuedBytes,
        int failures,
        @Nullable String error) {

    boolean retrying() {
        return state.equals("retrying");
    }
}
