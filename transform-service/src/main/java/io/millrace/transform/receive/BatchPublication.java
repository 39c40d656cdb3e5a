package io.millrace.transform.receive;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Stream;
import io.millrace.contract.topic.Topics;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Addresses batches: key and partition. */
@ApplicationScoped
class BatchPublication {
    /** Bytes that a record may have beside its value: key, headers, the framing of a batch of records. */
    static final int OVERHEAD = 64 << 10;

    private static final String CHANNEL = "batches";

    private final KafkaClientService kafka;

    BatchPublication(KafkaClientService kafka) {
        this.kafka = kafka;
    }

    /**
     * Blocks until the topic's partitions are known.
     *
     * @param unit whose acknowledgement hangs on the last batch. Only parked slices of streams give several, and stay parked
     *     until all of them are in
     */
    List<Message<byte[]>> of(Message<byte[]> unit, List<RowBatch> batches) {
        int partitions = kafka.getProducer(CHANNEL)
                .unwrap()
                .partitionsFor(Topics.BATCHES)
                .size();
        List<Message<byte[]>> messages = new ArrayList<>();
        for (RowBatch batch : batches) {
            Message<byte[]> message = messages.size() == batches.size() - 1
                    ? unit.withPayload(batch.toByteArray())
                    : Message.of(batch.toByteArray());
            messages.add(message.addMetadata(OutgoingKafkaRecordMetadata.<byte[]>builder()
                    .withTopic(Topics.BATCHES)
                    .withKey(key(batch).toByteArray())
                    .withPartition(partition(batch, partitions))
                    .build()));
        }
        return messages;
    }

    private static ByteString key(RowBatch batch) {
        return batch.hasStream()
                ? batch.getStream().getTopicId()
                : batch.getJob().getId();
    }

    private static int partition(RowBatch batch, int partitions) {
        if (batch.hasStream()) {
            Stream stream = batch.getStream();
            return Topics.streamPartition(stream.getTopicId().hashCode(), stream.getPartition(), partitions);
        }
        return Topics.partition(batch.getJob().getId().hashCode(), number(batch), partitions);
    }

    private static int number(RowBatch batch) {
        return switch (batch.getPartCase()) {
            case ROWS -> batch.getRows().getNumber();
            case END -> batch.getEnd().getUnits();
            case STOP, PARKED, PART_NOT_SET -> 0;
        };
    }
}
