package io.millrace.loader.receive;

import io.millrace.loader.LoaderConfig;
import io.millrace.loader.LoaderMeters;
import io.millrace.loader.batch.Delivery;
import io.millrace.loader.batch.GroupBuilder;
import io.millrace.loader.load.GroupLoader;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The partitions that Kafka has assigned to this loader, with a worker for each. A revoked partition loses what is queued
 * (its next owner reads it again); its transaction at hand may still commit, and the ledger tells the next owner.
 */
@ApplicationScoped
@Default
@Identifier(Assignment.LISTENER)
public class Assignment implements KafkaConsumerRebalanceListener {
    static final String LISTENER = "loader";
    static final String CHANNEL = "batches";
    private static final Logger LOG = Logger.getLogger(Assignment.class);

    private final Map<TopicPartition, PartitionWorker> workers = new ConcurrentHashMap<>();
    private final GroupLoader loader;
    private final GroupBuilder.Limits limits;
    private final long mostBytes;
    private final KafkaClientService clients;
    private final Duration shutdownTimeout;
    private volatile boolean closing;

    Assignment(
            GroupLoader loader,
            LoaderConfig config,
            KafkaClientService clients,
            LoaderMeters meters,
            @ConfigProperty(name = "quarkus.shutdown.timeout") Duration shutdownTimeout) {
        this.loader = loader;
        this.clients = clients;
        this.shutdownTimeout = shutdownTimeout;
        limits = new GroupBuilder.Limits(
                config.batch().enoughRows(),
                config.batch().mostBytes().asLongValue(),
                config.batch().linger().toNanos());
        mostBytes = config.queue().mostBytes().asLongValue();
        meters.held(
                () -> workers.values().stream()
                        .mapToLong(PartitionWorker::bytes)
                        .sum(),
                () -> states().stream().filter(PartitionState::retrying).count());
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionWorker worker = new PartitionWorker(partition, loader, limits, this::share, this::regulate);
            PartitionWorker former = workers.put(partition, worker);
            if (former != null) {
                former.close();
            }
            worker.start();
        }
        LOG.infof("assigned %s", partitions);
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionWorker worker = workers.remove(partition);
            if (worker != null) {
                worker.close();
            }
        }
        LOG.infof("revoked %s", partitions);
    }

    /** Hands a batch to its partition's worker. Of a partition that is gone, the next owner reads it again. */
    void deliver(Delivery delivery) {
        var place = delivery.place();
        PartitionWorker worker = workers.get(new TopicPartition(place.topic(), place.partition()));
        if (worker != null && !closing) {
            worker.offer(delivery);
        }
    }

    private long share() {
        return mostBytes / Math.max(1, workers.size());
    }

    /** The consumer belongs to its polling thread; what is to be done is decided there, so that no order is lost. */
    private void regulate(PartitionWorker worker) {
        Set<TopicPartition> partition = Set.of(worker.partition());
        clients.getConsumer(CHANNEL)
                .runOnPollingThread(consumer -> {
                    if (workers.get(worker.partition()) != worker
                            || !consumer.assignment().contains(worker.partition())) {
                        return;
                    }
                    if (worker.held()) {
                        consumer.pause(partition);
                    } else {
                        consumer.resume(partition);
                    }
                })
                .subscribe()
                .with(done -> {}, e -> LOG.errorf(e, "%s cannot be paused or resumed", worker.partition()));
    }

    /** In the order of their numbers. */
    List<PartitionState> states() {
        return workers.values().stream()
                .map(PartitionWorker::state)
                .sorted(Comparator.comparing(PartitionState::topic).thenComparingInt(PartitionState::partition))
                .toList();
    }

    /** Finishes the transactions at hand before the consumer commits its offsets and closes. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing = true;
        List<PartitionWorker> ending = new ArrayList<>(workers.values());
        ending.forEach(PartitionWorker::close);
        long deadline = System.nanoTime() + shutdownTimeout.toNanos();
        for (PartitionWorker worker : ending) {
            if (!worker.awaitEnd(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                LOG.warnf(
                        "%s: its transaction did not end in %s; the ledger will tell whether it was committed",
                        worker.partition(), shutdownTimeout);
            }
        }
    }
}
