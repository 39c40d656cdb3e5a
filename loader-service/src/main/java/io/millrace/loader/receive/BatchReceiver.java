package io.millrace.loader.receive;

import io.millrace.loader.batch.BatchPlace;
import io.millrace.loader.batch.Delivery;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Where messages come in. Each is taken at once, since backpressure is a matter of its partition, and acknowledged by the
 * worker after the commit.
 */
@ApplicationScoped
class BatchReceiver {
    private static final byte[] TOMBSTONE = {};

    private final Assignment assignment;

    BatchReceiver(Assignment assignment) {
        this.assignment = assignment;
    }

    @Incoming(Assignment.CHANNEL)
    CompletionStage<Void> receive(Message<byte[]> message) {
        IncomingKafkaRecordMetadata<?, ?> record =
                message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
        BatchPlace place = new BatchPlace(record.getTopic(), record.getPartition(), record.getOffset());
        byte[] value = Objects.requireNonNullElse(message.getPayload(), TOMBSTONE);
        boolean again = record.getHeaders().lastHeader(ParkedRetries.AGAIN) != null;
        assignment.deliver(new Delivery(place, value, again, message::ack));
        return CompletableFuture.completedFuture(null);
    }
}
