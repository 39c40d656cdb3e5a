package io.millrace.loader.receive;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.message.Source;
import io.millrace.contract.message.WorkUnit;
import io.millrace.edge.kafka.KafkaIds;
import io.millrace.loader.LoaderConfig;
import io.millrace.loader.original.Originals;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads single units and records again, by their place in their topic. Rare: only for rows that the database refused. */
@ApplicationScoped
class OriginalTopics implements Originals {
    private final Map<String, Object> kafka;
    private final Duration timeout;

    OriginalTopics(@Identifier("default-kafka-broker") Map<String, Object> kafka, LoaderConfig config) {
        this.kafka = new HashMap<>(kafka);
        this.kafka.put("max.partition.fetch.bytes", 1); // the first batch of records comes nevertheless, and alone
        this.kafka.put("enable.auto.commit", false);
        this.kafka.put("auto.offset.reset", "none");
        this.kafka.remove("group.id");
        timeout = config.original().timeout();
    }

    @Override
    public Optional<WorkUnit> fetch(Source source) throws UnreachableException {
        TopicPartition partition = new TopicPartition(source.getTopic(), source.getPartition());
        byte[] unit = read(partition, new TreeSet<>(Set.of(source.getOffset()))).get(source.getOffset());
        try {
            return unit == null ? Optional.empty() : Optional.of(WorkUnit.parseFrom(unit));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty(); // something else has taken the place
        }
    }

    @Override
    public Map<Long, byte[]> values(String topic, UUID topicId, int partition, SortedSet<Long> offsets)
            throws UnreachableException {
        Uuid wanted = KafkaIds.kafka(topicId);
        Map<Long, byte[]> values = read(new TopicPartition(topic, partition), offsets);
        return id(topic).filter(wanted::equals).isPresent() ? values : Map.of();
    }

    private Optional<Uuid> id(String topic) throws UnreachableException {
        try (Admin admin = Admin.create(kafka)) {
            TopicDescription description = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .get(topic);
            return Optional.ofNullable(description).map(TopicDescription::topicId);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw new UnreachableException("cannot ask for topic %s: %s".formatted(topic, e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new UnreachableException("no answer about topic %s in %s".formatted(topic, timeout), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted", e);
        }
    }

    /** @return the values at those offsets that the partition has */
    private Map<Long, byte[]> read(TopicPartition partition, SortedSet<Long> offsets) throws UnreachableException {
        Map<Long, byte[]> values = new HashMap<>();
        List<TopicPartition> only = List.of(partition);
        try (var consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            long begin = consumer.beginningOffsets(only, timeout).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(only, timeout).getOrDefault(partition, 0L);
            consumer.assign(only);
            long position = -1;
            for (long offset : offsets.subSet(begin, Math.max(begin, end))) {
                if (offset < position) {
                    continue; // came with one before it
                }
                consumer.seek(partition, offset);
                List<ConsumerRecord<byte[], byte[]>> records =
                        consumer.poll(timeout).records(partition);
                position = consumer.position(partition);
                if (records.isEmpty() && position == offset) { // behind a hole it would have moved
                    throw new UnreachableException(
                            "no answer for %s@%d in %s".formatted(partition, offset, timeout), null);
                }
                for (ConsumerRecord<byte[], byte[]> entry : records) {
                    if (entry.value() != null && offsets.contains(entry.offset())) {
                        values.put(entry.offset(), entry.value());
                    }
                }
            }
            return values;
        } catch (KafkaException e) {
            throw new UnreachableException(
                    "cannot read %s@%s: %s".formatted(partition, offsets.getFirst(), e.getMessage()), e);
        }
    }
}
