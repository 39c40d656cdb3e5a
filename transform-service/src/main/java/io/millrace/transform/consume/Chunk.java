package io.millrace.transform.consume;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one poll, or successive ones, gave of a partition.
 *
 * @param next the consumer's position behind it: above the last record, and further when holes follow
 * @param bytes of keys and values
 */
record Chunk(List<ConsumerRecord<byte[], byte[]>> records, long next, long bytes) {
    static Chunk of(List<ConsumerRecord<byte[], byte[]>> records, long next) {
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> entry : records) {
            bytes += Math.max(0, entry.serializedKeySize()) + Math.max(0, entry.serializedValueSize());
        }
        return new Chunk(records, next, bytes);
    }
}
