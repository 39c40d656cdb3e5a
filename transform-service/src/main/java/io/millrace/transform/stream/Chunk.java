package io.millrace.transform.stream;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one poll, or successive ones, gave of a partition.
 *
 * @param next the consumer's position behind it: above the last record, and further when holes follow
 * @param bytes of keys, values and headers, as far as they are held in memory
 */
public record Chunk(List<ConsumerRecord<byte[], byte[]>> records, long next, long bytes) {
    public static Chunk of(List<ConsumerRecord<byte[], byte[]>> records, long next) {
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> entry : records) {
            bytes += (entry.key() == null ? 0 : entry.key().length)
                    + (entry.value() == null ? 0 : entry.value().length)
                    + KafkaRecord.size(entry.headers());
        }
        return new Chunk(records, next, bytes);
    }
}
