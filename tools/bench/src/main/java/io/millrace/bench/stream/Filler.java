package io.millrace.bench.stream;

import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Fills a topic so that all its records can be read from one moment on: they are sent in one transaction, acknowledged, and
 * committed later. Readers of committed records have joined, are assigned and wait at the end meanwhile; none has fetched
 * anything ahead. So neither the start of a JVM nor a rebalance nor the production is part of what is measured, and nothing
 * has to be stopped for it. What readers find are ordinary lz4 batches and one marker a partition.
 */
final class Filler implements AutoCloseable {
    static final int BATCH_BYTES = 1 << 16;
    private static final int TRANSACTION_MILLIS = 600_000;

    private final KafkaProducer<byte[], byte[]> producer;

    Filler(String servers) {
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "transactional.id",
                        "bench",
                        "transaction.timeout.ms",
                        TRANSACTION_MILLIS,
                        "compression.type",
                        "lz4",
                        "linger.ms",
                        5,
                        "batch.size",
                        BATCH_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    /**
     * Sends the records and returns when all are acknowledged. Timestamps rise by a millisecond with each record, up to now:
     * a broker refuses those of the next hour.
     */
    void fill(String topic, JsonReadings readings) throws IOException {
        long first = System.currentTimeMillis() - readings.records();
        producer.beginTransaction();
        readings.forEach((record, json) -> producer.send(
                new ProducerRecord<>(topic, record % JsonReadings.PARTITIONS, first + record, null, json)));
        producer.flush();
    }

    /** Lets the records be read. An error of a record sent before shows here. */
    void commit() {
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close();
    }
}
