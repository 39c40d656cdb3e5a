package io.millrace.transform.consume;

import io.millrace.edge.catalog.DatasetTopic;
import io.millrace.edge.retry.Backoff;
import io.millrace.transform.TransformConfig.RecordsConfig;
import io.millrace.transform.stream.StreamReader;
import io.millrace.transform.stream.StreamTools;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics of records of all datasets for as long as the service runs, whatever is thrown: with the same consumer
 * when Kafka is away, with a new one after what nobody thought of.
 */
final class RecordConsumer implements Runnable {
    private static final Logger LOG = Logger.getLogger(RecordConsumer.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration IDLE = Duration.ofMillis(200); // while there is no topic

    private final Map<String, Object> kafka;
    private final RecordsConfig config;
    private final StreamTools tools;
    private final DatasetTopic datasets;
    private final Map<TopicPartition, StreamReader> readers = new ConcurrentHashMap<>();
    private final Map<String, Long> lags = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable RecordSession session;

    RecordConsumer(Map<String, Object> kafka, RecordsConfig config, StreamTools tools, DatasetTopic datasets) {
        this.kafka = kafka;
        this.config = config;
        this.tools = tools;
        this.datasets = datasets;
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
        closing.countDown();
        RecordSession open = session;
        if (open != null) {
            open.wakeup();
        }
    }

    @Override
    public void run() {
        int failures = 0; // in a row
        while (!isClosing()) {
            try (RecordSession open = new RecordSession(kafka, config, tools, datasets, readers)) {
                session = open;
                while (!isClosing()) {
                    try {
                        if (!open.turn()) {
                            pause(IDLE);
                        }
                        if (open.isTimeToLook()) {
                            Map<String, Long> behind = open.commit();
                            lags.keySet().retainAll(behind.keySet());
                            lags.putAll(behind);
                            lags.keySet().forEach(dataset -> tools.meters().lag(dataset, this::lag));
                        }
                        failures = 0;
                    } catch (WakeupException closed) {
                        // the loops end
                    } catch (KafkaException e) {
                        failures++;
                        LOG.errorf(
                                "the topics of records cannot be read, after %d failures in a row; trying again: %s",
                                failures, e);
                        pause(BACKOFF.delay(failures));
                    }
                }
            } catch (Throwable e) { // what nobody thought of must not end the reading
                failures++;
                LOG.error("the topics of records cannot be read; trying again with a new consumer", e);
                pause(BACKOFF.delay(failures));
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void pause(Duration time) {
        try {
            if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("no more waiting: the service stops");
            }
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }
}
