package io.millrace.transform.consume;

import io.millrace.contract.topic.Topics;
import io.millrace.edge.catalog.DatasetTopic;
import io.millrace.transform.TransformConfig.RecordsConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Subscribes to the topics of records of all datasets and hands what comes to the partitions' readers. A plain consumer on
 * a thread of its own, since SmallRye's channels wrap every record and cannot follow datasets that come and go. Everything
 * that concerns the consumer happens on that thread.
 */
final class RecordConsumer implements Runnable, ConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(RecordConsumer.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SHORT_POLL = Duration.ofMillis(5); // while some reader may soon want records again
    private static final Duration PAUSE = Duration.ofSeconds(1); // after a failure
    private static final long MOST_BYTES_EACH = 4 << 20;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final StreamTools tools;
    private final DatasetTopic datasets;
    private final long buffer;
    private final long look;
    private final Map<TopicPartition, StreamReader> readers = new ConcurrentHashMap<>();
    private final Map<String, Long> lags = new ConcurrentHashMap<>();
    private Map<String, String> subscribed = Map.of(); // dataset by topic
    private long looked;
    private volatile boolean closing;

    RecordConsumer(Map<String, Object> kafka, RecordsConfig config, StreamTools tools, DatasetTopic datasets) {
        consumer = new KafkaConsumer<>(
                ConsumerSettings.of(kafka, config), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.tools = tools;
        this.datasets = datasets;
        buffer = config.buffer().asLongValue();
        look = config.look().toNanos();
    }

    /** The readers at this moment. */
    Collection<StreamReader> readers() {
        return readers.values();
    }

    /** Records between what is in PostgreSQL and the end, of the dataset's partitions that are read here. */
    long lag(String dataset) {
        return lags.getOrDefault(dataset, 0L);
    }

    /** Ends {@link #run} soon. */
    void close() {
        closing = true;
        consumer.wakeup();
    }

    @Override
    public void run() {
        try (consumer) {
            while (!closing) {
                try {
                    turn();
                } catch (OffsetOutOfRangeException e) { // also a log that was truncated
                    e.partitions().forEach(partition -> {
                        StreamReader reader = readers.get(partition);
                        if (reader != null) {
                            reader.outOfRange();
                        }
                    });
                } catch (WakeupException closed) {
                    // the loop ends
                } catch (KafkaException e) {
                    LOG.errorf(e, "the topics of records cannot be read; trying again in %s", PAUSE);
                    pause();
                }
            }
        } catch (Throwable e) {
            LOG.error("the topics of records are no longer read", e);
        } finally {
            readers.values().forEach(StreamReader::close);
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private void turn() {
        subscribe();
        boolean full = regulate();
        if (subscribed.isEmpty()) {
            pause();
            return;
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(full ? SHORT_POLL : POLL);
        records.nextOffsets().forEach((partition, next) -> {
            StreamReader reader = readers.get(partition);
            if (reader != null) {
                reader.offer(Chunk.of(records.records(partition), next.offset()));
            }
        });
        long now = System.nanoTime();
        if (now - looked >= look) {
            looked = now;
            commit();
        }
    }

    /** Follows the datasets. Not before all are known: a subscription to some would give the others away. */
    private void subscribe() {
        if (!datasets.caughtUp()) {
            return;
        }
        Set<String> names = tools.catalog().names();
        if (names.size() == subscribed.size() && subscribed.values().containsAll(names)) {
            return;
        }
        subscribed = names.stream().collect(Collectors.toMap(Topics::records, name -> name));
        if (subscribed.isEmpty()) {
            consumer.unsubscribe();
        } else {
            consumer.subscribe(subscribed.keySet(), this);
        }
        LOG.infof("reading the topics of records of %s", names);
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
            StreamReader reader = former.isToStartAgain() ? read(partition, former.dataset()) : former;
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

    private StreamReader read(TopicPartition partition, String dataset) {
        StreamReader reader = new StreamReader(partition, dataset, tools);
        readers.put(partition, reader);
        reader.start();
        return reader;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            consumer.pause(Set.of(partition));
            consumer.seek(partition, 0); // any position will do until the reader knows it: without one the poll fails
            String dataset = subscribed.get(partition.topic());
            if (dataset != null) {
                read(partition, dataset);
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

    /** What is in PostgreSQL, for those who look at Kafka's own lag; nobody reads from there. */
    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Map<String, Long> behind = new HashMap<>();
        for (StreamReader reader : readers.values()) {
            if (reader.isReading()) {
                offsets.put(reader.partition(), new OffsetAndMetadata(reader.ledger()));
                long end = consumer.position(reader.partition())
                        + consumer.currentLag(reader.partition()).orElse(0);
                behind.merge(reader.dataset(), Math.max(0, end - reader.ledger()), Long::sum);
            }
        }
        lags.keySet().retainAll(behind.keySet());
        lags.putAll(behind);
        behind.keySet().forEach(dataset -> tools.meters().lag(dataset, this::lag));
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (committed, e) -> {
                if (e != null) {
                    LOG.debugf("offsets are not committed: %s", e.getMessage());
                }
            });
        }
    }
}
