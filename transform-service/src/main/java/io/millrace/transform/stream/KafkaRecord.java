package io.millrace.transform.stream;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Record;
import io.millrace.transform.slice.StreamRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Kafka's record as the pure core sees it. */
public record KafkaRecord(ConsumerRecord<byte[], byte[]> entry) implements StreamRecord {
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
    public long length() {
        return Math.max(0, entry.serializedValueSize());
    }

    @Override
    public byte @Nullable [] header(String name) {
        Header last = entry.headers().lastHeader(name);
        return last == null ? null : last.value();
    }

    /** As it travels when it is parked. */
    Record message() {
        Record.Builder record = Record.newBuilder().setOffset(entry.offset()).setTimestamp(entry.timestamp());
        if (entry.key() != null) {
            record.setKey(ByteString.copyFrom(entry.key()));
        }
        byte[] value = entry.value();
        if (value != null) {
            record.setValue(ByteString.copyFrom(value));
            if (value.length < length()) {
                record.setValueLength(length());
            }
        }
        for (Header header : entry.headers()) {
            var copy = io.millrace.contract.message.Header.newBuilder().setName(header.key());
            if (header.value() != null) {
                copy.setValue(ByteString.copyFrom(header.value()));
            }
            record.addHeaders(copy);
        }
        return record.build();
    }

    /** Bytes of names and values. */
    public static long size(Headers headers) {
        long size = 0;
        for (Header header : headers) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }
}
