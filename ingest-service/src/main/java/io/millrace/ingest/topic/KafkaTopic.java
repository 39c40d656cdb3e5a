package io.millrace.ingest.topic;

import java.util.SortedMap;
import java.util.UUID;

/**
 * A topic of records as Kafka has it now.
 *
 * @param id Kafka's topic id
 */
public record KafkaTopic(UUID id, SortedMap<Integer, Offsets> partitions) {

    /**
     * What a partition has.
     *
     * @param begin the first offset that is still there
     * @param end the first offset that a reader of committed records cannot read yet: the records of open transactions, and
     *     what lies behind them, are beyond it
     */
    public record Offsets(long begin, long end) {
        /** Whether a reader can be at this position. */
        public boolean contain(long position) {
            return begin <= position && position <= end;
        }
    }
}
