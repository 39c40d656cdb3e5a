package io.millrace.transform.receive;

import io.millrace.contract.message.RowBatch;
import io.millrace.transform.TransformConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;

/**
 * Units in, batches out. Units do not depend on one another, so some are worked on at the same time and their batches leave
 * in any order. A unit's acknowledgement hangs on its batch: the offset advances only past units whose batches the broker
 * has. A crash therefore repeats units and loses none; the ledger drops the repeats.
 *
 * <p>Every message gives a batch. One of which no rows can be made gives one that says so, and the loader parks it; only
 * Kafka being away holds the channel.
 */
@ApplicationScoped
class UnitProcessor {
    private static final Logger LOG = Logger.getLogger(UnitProcessor.class);
    private static final byte[] TOMBSTONE = {};
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

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
        return units.onItem().transformToMulti(this::process).merge(inFlight);
    }

    private Multi<Message<byte[]>> process(Message<byte[]> message) {
        UnitPlace place = UnitPlace.of(message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("channel units is not connected to Kafka")));
        return work.batches(Objects.requireNonNullElse(message.getPayload(), TOMBSTONE), place)
                .emitOn(Infrastructure.getDefaultWorkerPool()) // the number of partitions may have to be asked for
                .chain(batches -> address(message, batches, place))
                .onItem()
                .transformToMulti(addressed -> Multi.createFrom().iterable(addressed));
    }

    private Uni<List<Message<byte[]>>> address(Message<byte[]> message, List<RowBatch> batches, UnitPlace place) {
        return Uni.createFrom()
                .item(() -> publication.of(message, batches))
                .onFailure()
                .invoke(e -> LOG.warnf(e, "%s: Kafka does not tell of the topic of the batches; asking again", place))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }
}
