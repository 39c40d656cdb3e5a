package io.millrace.transform.consume;

import io.millrace.edge.catalog.DatasetTopic;
import io.millrace.transform.TransformConfig.RecordsConfig;
import io.millrace.transform.stream.Chunk;
import io.millrace.transform.stream.StreamReader;
import io.millrace.transform.stream.StreamTools;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Subscribes to the topics of records of all datasets and hands what comes to the partitions' readers. A plain consumer on
 * a thread of its own, since SmallRye's channels wrap every record and cannot follow datasets that come and go. Everything
 * happens on that thread, but {@link #wakeup}.
 */
final class RecordSession implements ConsumerRebalanceListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RecordSession.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SHORT_POLL = Duration.ofMillis(5); // while some reader may soon want records again
    private static final long MOST_BYTES_EACH = 4 << 20;
    private static final long MOST_BYTES_A_POLL = 4 << 20;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final StreamTools tools;
    private final DatasetTopic datasets;
    private final long buffer;
    private final long look;
    private final Map<TopicPartition, StreamReader> readers;
    private final Subscription subscription = new Subscription();
    private final PollFaults blame;
    private long looked;

    /** @param readers of this session, for others to see; empty again when it is closed */
    RecordSession(
            Map<String, Object> kafka,
            RecordsConfig config,
            StreamTools tools,
            DatasetTopic datasets,
            Map<TopicPartition, StreamReader> readers) {
        PollBudget budget = new PollBudget(
                MOST_BYTES_A_POLL, Math.toIntExact(config.maxRecord().asLongValue()));
        consumer = new KafkaConsumer<>(ConsumerSettings.of(kafka, config), budget.keys(), budget.values());
        this.tools = tools;
        this.datasets = datasets;
        this.readers = readers;
        blame = new PollFaults(consumer, budget, readers, subscription, this::hand);
        buffer = config.buffer().asLongValue();
        look = config.look().toNanos();
    }

    /** Has {@link #turn} throw soon. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        try {
            consumer.close();
        } finally {
            readers.values().forEach(StreamReader::close);
            readers.clear();
        }
    }

    /** One poll, and what is to be done before it. @return whether there was something to poll */
    boolean turn() {
        subscribe();
        boolean full = regulate();
        if (subscription.topics().isEmpty()) {
            return false;
        }
        blame.poll(full ? SHORT_POLL : POLL);
        return true;
    }

    private void hand(ConsumerRecords<byte[], byte[]> records) {
        records.nextOffsets().forEach((partition, next) -> {
            StreamReader reader = readers.get(partition);
            if (reader != null) {
                reader.offer(Chunk.of(records.records(partition), next.offset()));
            }
        });
    }

    /** Follows the datasets. Not before all are known: a subscription to some would give the others away. */
    private void subscribe() {
        if (!datasets.caughtUp() || !subscription.follow(tools.catalog().names(), this::isHere)) {
            return;
        }
        Set<String> topics = subscription.topics().keySet();
        if (topics.isEmpty()) {
            consumer.unsubscribe();
        } else {
            consumer.subscribe(topics, this);
        }
        LOG.infof("reading the topics of records of %s", subscription.topics().values());
    }

    private boolean isHere(String topic) {
        return readers.keySet().stream().anyMatch(partition -> partition.topic().equals(topic));
    }

    /**
     * Replaces readers that start again, seeks for those that know their position, and pauses and resumes.
     *
     * @return whether some partition is held back that may soon go on
     */
    private boolean regulate() {
        long held = readers.values().stream().mapToLong(StreamReader::bytes).sum();
        Set<TopicPartition> paused = consumer.paused();
        boolean full = false;
        for (StreamReader former : List.copyOf(readers.values())) {
            TopicPartition partition = former.partition();
            StreamReader reader = former;
            if (former.isToStartAgain()) {
                if (former.isOfAnotherTopic()) {
                    // What the consumer has fetched, or is fetching, is of the former topic, and its position may fit.
                    // It
                    // forgets all that when the partition is given away.
                    subscription.leaveOut(partition.topic(), Duration.ZERO);
                } else {
                    reader = read(partition, former.dataset(), former.failures());
                }
            }
            OptionalLong position = reader.seek();
            if (position.isPresent()) {
                consumer.seek(partition, position.getAsLong());
            }
            long most = held < buffer ? MOST_BYTES_EACH : 1; // one that holds nothing may always have something
            boolean wants = reader.wantsRecords(most);
            full |= !wants && reader.isReading();
            if (wants && paused.contains(partition)) {
                consumer.resume(Set.of(partition));
            } else if (!wants && !paused.contains(partition)) {
                consumer.pause(Set.of(partition));
            }
        }
        return full;
    }

    private StreamReader read(TopicPartition partition, String dataset, int failures) {
        StreamReader reader = new StreamReader(partition, dataset, tools, failures);
        readers.put(partition, reader);
        reader.start();
        return reader;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            consumer.pause(Set.of(partition));
            consumer.seek(partition, 0); // any position will do until the reader knows it: without one the poll fails
            String dataset = subscription.topics().get(partition.topic());
            if (dataset != null) {
                read(partition, dataset, 0);
            }
        }
        LOG.infof("assigned %s", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            StreamReader reader = readers.remove(partition);
            if (reader != null) {
                reader.close();
            }
        }
        LOG.infof("revoked %s", partitions);
    }

    boolean isTimeToLook() {
        long now = System.nanoTime();
        if (now - looked < look) {
            return false;
        }
        looked = now;
        return true;
    }

    /**
     * Commits what is in PostgreSQL, for those who look at Kafka's own lag; nobody reads from there. Waits for nothing: a
     * partition without a leader would keep the others waiting.
     *
     * @return how many records each dataset is behind
     */
    Map<String, Long> commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Map<String, Long> behind = new HashMap<>();
        for (StreamReader reader : readers.values()) {
            OptionalLong in = reader.ledger();
            OptionalLong position = reader.position();
            if (in.isEmpty() || position.isEmpty()) {
                continue;
            }
            offsets.put(reader.partition(), new OffsetAndMetadata(in.getAsLong()));
            long end = position.getAsLong()
                    + consumer.currentLag(reader.partition()).orElse(0);
            behind.merge(reader.dataset(), Math.max(0, end - in.getAsLong()), Long::sum);
        }
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (committed, e) -> {
                if (e != null) {
                    LOG.debugf("offsets are not committed: %s", e.getMessage());
                }
            });
        }
        return behind;
    }
}
