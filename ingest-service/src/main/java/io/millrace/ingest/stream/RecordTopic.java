package io.millrace.ingest.stream;

import java.util.SortedMap;
import java.util.UUID;

/**
 * A topic of records as Kafka has it now.
 *
 * @param id Kafka's topic id
 */
record RecordTopic(UUID id, SortedMap<Integer, Offsets> partitions) {

    /**
     * What a partition has.
     *
     * @param begin the first offset that is still there
     * @param end the first offset that a reader of committed records cannot read yet: the records of open transactions, and
     *     what lies behind them, are beyond it
     */
    record Offsets(long begin, long end) {
        boolean contain(long position) {
            return begin <= position && position <= end;
        }
    }
}
