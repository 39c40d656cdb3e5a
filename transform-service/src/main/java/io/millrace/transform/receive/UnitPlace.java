package io.millrace.transform.receive;

import io.millrace.contract.message.Source;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;

/**
 * Where a unit stands in Kafka.
 *
 * @param cutAt the record's timestamp, microseconds since 1970: when ingest cut the unit
 */
record UnitPlace(Source source, long cutAt) {
    static UnitPlace of(IncomingKafkaRecordMetadata<?, ?> metadata) {
        return new UnitPlace(
                Source.newBuilder()
                        .setTopic(metadata.getTopic())
                        .setPartition(metadata.getPartition())
                        .setOffset(metadata.getOffset())
                        .build(),
                1000 * metadata.getTimestamp().toEpochMilli());
    }

    @Override
    public String toString() {
        return "%s-%d@%d".formatted(source.getTopic(), source.getPartition(), source.getOffset());
    }
}
