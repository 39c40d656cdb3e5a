package io.millrace.transform.consume;

import io.millrace.transform.stream.StreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * All partitions share one consumer, and a poll that throws gives none of them anything, again and again. So whatever it
 * throws is traced to the one partition, or topic, that is at fault; that one is left out while the others go on.
 */
final class PollFaults {
    private static final Logger LOG = Logger.getLogger(PollFaults.class);
    private static final Duration FORBIDDEN =
            Duration.ofSeconds(30); // how long a topic that may not be read is left out

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final PollBudget budget;
    private final Map<TopicPartition, StreamReader> readers;
    private final Subscription subscription;
    private final Consumer<ConsumerRecords<byte[], byte[]>> hand;

    /** @param hand where records go */
    PollFaults(
            KafkaConsumer<byte[], byte[]> consumer,
            PollBudget budget,
            Map<TopicPartition, StreamReader> readers,
            Subscription subscription,
            Consumer<ConsumerRecords<byte[], byte[]>> hand) {
        this.consumer = consumer;
        this.budget = budget;
        this.readers = readers;
        this.subscription = subscription;
        this.hand = hand;
    }

    /** @throws KafkaException when it is nobody's fault: Kafka is away, or refuses the consumer as such */
    void poll(Duration timeout) {
        try {
            handOver(timeout);
        } catch (OffsetOutOfRangeException e) { // also a log that was truncated
            e.offsetOutOfRangePartitions().forEach((partition, offset) -> {
                StreamReader reader = readers.get(partition);
                if (reader != null) {
                    reader.outOfRange(offset);
                }
            });
        } catch (TopicAuthorizationException e) {
            setAside(e.unauthorizedTopics(), e);
        } catch (InvalidTopicException e) {
            setAside(e.invalidTopics(), e);
        } catch (WakeupException | RetriableException e) {
            throw e;
        } catch (KafkaException e) {
            if (!findUnreadable()) {
                throw e;
            }
        }
    }

    private void handOver(Duration timeout) {
        budget.renew();
        hand.accept(consumer.poll(timeout));
    }

    private void setAside(Set<String> topics, KafkaException e) {
        if (topics.isEmpty()) {
            throw e;
        }
        for (String topic : topics) {
            String why = "topic %s may not be read, and is tried again in %d s: %s"
                    .formatted(topic, FORBIDDEN.toSeconds(), e.getMessage());
            LOG.error(why);
            readers.values().stream()
                    .filter(reader -> reader.partition().topic().equals(topic))
                    .forEach(reader -> reader.unreadable(why));
            subscription.leaveOut(topic, FORBIDDEN);
        }
    }

    /** Polls one partition after the other. Records that cannot be read come up at once: the consumer has them already. */
    private boolean findUnreadable() {
        consumer.pause(consumer.assignment());
        handOver(Duration.ZERO); // if this throws, no partition is to blame
        boolean found = false;
        for (StreamReader reader : readingNow()) {
            TopicPartition only = reader.partition();
            if (!consumer.assignment().contains(only)) {
                continue;
            }
            consumer.resume(Set.of(only));
            try {
                handOver(Duration.ZERO);
            } catch (WakeupException e) {
                throw e;
            } catch (KafkaException e) {
                found = true;
                long offset = reader.position().orElseThrow();
                reader.unreadable("offset %d cannot be read: %s; ./millrace streams skip %s %d --to %d passes over it"
                        .formatted(offset, root(e), reader.dataset(), only.partition(), offset + 1));
            }
            consumer.pause(consumer.assignment());
        }
        return found;
    }

    private List<StreamReader> readingNow() {
        Collection<StreamReader> all = readers.values();
        List<StreamReader> reading = new ArrayList<>();
        for (StreamReader reader : all) {
            if (reader.isReading() && reader.position().isPresent()) {
                reading.add(reader);
            }
        }
        return reading;
    }

    private static String root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
