package io.millrace.transform.consume;

import io.millrace.transform.batch.StreamRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Kafka's record as the pure core sees it. */
record KafkaRecord(ConsumerRecord<byte[], byte[]> entry) implements StreamRecord {
    @Override
    public long offset() {
        return entry.offset();
    }

    @Override
    public long timestamp() {
        return 1000 * entry.timestamp();
    }

    @Override
    public byte @Nullable [] key() {
        return entry.key();
    }

    @Override
    public byte @Nullable [] value() {
        return entry.value();
    }

    @Override
    public byte @Nullable [] header(String name) {
        Header last = entry.headers().lastHeader(name);
        return last == null ? null : last.value();
    }
}
