package io.millrace.transform.receive;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.contract.message.WorkUnit;
import io.millrace.transform.TransformConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;

/**
 * Units in, batches out. Units do not depend on one another, so some are worked on at the same time and their batches leave
 * in any order. A unit's acknowledgement hangs on its batch: the offset advances only past units whose batches the broker
 * has. A crash therefore repeats units and loses none; the ledger drops the repeats.
 */
@ApplicationScoped
class UnitProcessor {
    private static final Logger LOG = Logger.getLogger(UnitProcessor.class);

    private final UnitWork work;
    private final BatchPublication publication;
    private final int inFlight;

    UnitProcessor(UnitWork work, BatchPublication publication, TransformConfig config) {
        this.work = work;
        this.publication = publication;
        inFlight = config.inFlight();
    }

    @Incoming("units")
    @Outgoing("batches")
    Multi<Message<byte[]>> process(Multi<Message<byte[]>> units) {
        return units.onItem().transformToUni(this::process).merge(inFlight);
    }

    private Uni<Message<byte[]>> process(Message<byte[]> message) {
        Place place = Place.of(message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("channel units is not connected to Kafka")));
        WorkUnit unit;
        try {
            unit = unit(message.getPayload());
        } catch (IOException e) {
            return stop(message, place, e);
        }
        return work.transform(unit, place)
                .emitOn(Infrastructure.getDefaultWorkerPool()) // the number of partitions may have to be asked for
                .map(batch -> publication.of(message, batch))
                .onFailure()
                .recoverWithUni(e -> stop(message, place, e));
    }

    /** Without a copy of the payload, which is most of the message. */
    private static WorkUnit unit(byte[] message) throws IOException {
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(message).newCodedInput();
        input.enableAliasing(true);
        return WorkUnit.parseFrom(input);
    }

    /** Never past a unit that cannot be read: the channel fails, no more is consumed, and the service is not live. */
    private static Uni<Message<byte[]>> stop(Message<byte[]> message, Place place, Throwable reason) {
        LOG.errorf(reason, "stopping at the unit at %s", place);
        return Uni.createFrom()
                .completionStage(() -> message.nack(reason))
                .onItemOrFailure()
                .transformToUni((done, failure) -> Uni.createFrom().nothing());
    }
}
