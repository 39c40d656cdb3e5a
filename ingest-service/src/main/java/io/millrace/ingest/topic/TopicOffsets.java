package io.millrace.ingest.topic;

import io.millrace.api.Problem;
import io.millrace.edge.kafka.KafkaIds;
import io.millrace.ingest.IngestConfig;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks Kafka for topics of records and how far they reach. Nobody waits: the answers come from the client's own thread. */
@ApplicationScoped
public class TopicOffsets {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Admin admin;
    private final int timeout;

    TopicOffsets(IngestConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        admin = Admin.create(new HashMap<>(kafka));
        timeout = Math.toIntExact(config.status().timeout().toMillis());
    }

    /** @return those of the topics that are there, by their names; a problem of 503 when Kafka does not answer in time */
    public Uni<Map<String, KafkaTopic>> find(Collection<String> names) {
        return Uni.createFrom()
                .completionStage(() -> describe(names).thenCompose(this::reach))
                .onFailure()
                .transform(TopicOffsets::unavailable);
    }

    public Uni<Optional<KafkaTopic>> find(String name) {
        return find(List.of(name)).map(found -> Optional.ofNullable(found.get(name)));
    }

    /** Leaves out those that are not there. */
    private CompletableFuture<List<TopicDescription>> describe(Collection<String> names) {
        DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs(timeout);
        List<CompletableFuture<@Nullable TopicDescription>> answers =
                admin.describeTopics(names, options).topicNameValues().values().stream()
                        .map(answer -> answer.toCompletionStage()
                                .exceptionally(TopicOffsets::nothingWhenUnknown)
                                .toCompletableFuture())
                        .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream()
                        .map(CompletableFuture::join)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static @Nullable TopicDescription nothingWhenUnknown(Throwable e) {
        if (cause(e) instanceof UnknownTopicOrPartitionException) {
            return null;
        }
        throw new CompletionException(cause(e));
    }

    private CompletableFuture<Map<String, KafkaTopic>> reach(List<TopicDescription> topics) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
        // both are asked for at the same time
        var begins = offsets(partitions, OffsetSpec.earliest());
        var ends = offsets(partitions, OffsetSpec.latest());
        return begins.thenCombine(ends, (first, last) -> topics.stream()
                        .collect(Collectors.toMap(TopicDescription::name, topic -> topic(topic, first, last))))
                .toCompletableFuture();
    }

    private CompletionStage<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            List<TopicPartition> partitions, OffsetSpec which) {
        ListOffsetsOptions options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(timeout);
        return admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), p -> which)), options)
                .all()
                .toCompletionStage();
    }

    private static Throwable cause(Throwable e) {
        return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    }

    private static KafkaTopic topic(
            TopicDescription topic,
            Map<TopicPartition, ListOffsetsResultInfo> begins,
            Map<TopicPartition, ListOffsetsResultInfo> ends) {
        TreeMap<Integer, KafkaTopic.Offsets> partitions = new TreeMap<>();
        for (var partition : topic.partitions()) {
            TopicPartition key = new TopicPartition(topic.name(), partition.partition());
            partitions.put(partition.partition(), new KafkaTopic.Offsets(offset(begins, key), offset(ends, key)));
        }
        return new KafkaTopic(KafkaIds.uuid(topic.topicId()), partitions);
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition), "an answer for every partition")
                .offset();
    }

    private static RuntimeException unavailable(Throwable e) {
        return Problem.of(
                        503,
                        "unavailable",
                        "Not at the moment",
                        "Kafka does not tell how far the topics of records reach: %s. Streams are not touched by that; ask again."
                                .formatted(cause(e).getMessage()))
                .exception();
    }

    @PreDestroy
    void close() {
        admin.close(CLOSE);
    }
}
