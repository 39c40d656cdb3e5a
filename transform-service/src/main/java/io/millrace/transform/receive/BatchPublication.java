package io.millrace.transform.receive;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.topic.Topics;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Addresses batches: key and partition. */
@ApplicationScoped
class BatchPublication {
    private static final String CHANNEL = "batches";

    private final KafkaClientService kafka;

    BatchPublication(KafkaClientService kafka) {
        this.kafka = kafka;
    }

    /**
     * Blocks until the topic's partitions are known.
     *
     * @param unit whose acknowledgement hangs on the batch
     */
    Message<byte[]> of(Message<byte[]> unit, RowBatch batch) {
        ByteString job = batch.getJob().getId();
        int partitions = kafka.getProducer(CHANNEL)
                .unwrap()
                .partitionsFor(Topics.BATCHES)
                .size();
        return unit.withPayload(batch.toByteArray())
                .addMetadata(OutgoingKafkaRecordMetadata.<byte[]>builder()
                        .withTopic(Topics.BATCHES)
                        .withKey(job.toByteArray())
                        .withPartition(Topics.partition(job.hashCode(), number(batch), partitions))
                        .build());
    }

    private static int number(RowBatch batch) {
        return switch (batch.getPartCase()) {
            case ROWS -> batch.getRows().getNumber();
            case END -> batch.getEnd().getUnits();
            case STOP, PART_NOT_SET -> 0;
        };
    }
}
