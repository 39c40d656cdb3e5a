package io.millrace.transform.stream;

import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Stream;
import io.millrace.contract.topic.Topics;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends the batches of streams, with the producer of the batches of jobs. */
@ApplicationScoped
class StreamBatches {
    private static final String CHANNEL = "batches";

    private final KafkaClientService kafka;

    StreamBatches(KafkaClientService kafka) {
        this.kafka = kafka;
    }

    /**
     * All batches of a stream go to one partition, where they stay in the order in which they were sent. Blocks while the
     * producer's buffer is full.
     */
    void send(RowBatch batch, Callback callback) {
        Producer<byte[], byte[]> producer =
                kafka.<byte[], byte[]>getProducer(CHANNEL).unwrap();
        Stream stream = batch.getStream();
        int partition = Topics.streamPartition(
                stream.getTopicId().hashCode(),
                stream.getPartition(),
                producer.partitionsFor(Topics.BATCHES).size());
        byte[] key = stream.getTopicId().toByteArray();
        producer.send(new ProducerRecord<>(Topics.BATCHES, partition, key, batch.toByteArray()), callback);
    }
}
