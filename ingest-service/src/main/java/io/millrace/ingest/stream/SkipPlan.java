package io.millrace.ingest.stream;

import io.millrace.api.stream.Skip;
import io.millrace.api.stream.SkipRequest;
import io.millrace.edge.kafka.KafkaIds;
import io.millrace.ingest.option.OptionProblems;
import io.millrace.ingest.topic.KafkaTopic;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a skip goes to, and what it costs.
 *
 * @param position where the partition is now
 * @param to where it goes on
 */
record SkipPlan(String dataset, UUID topicId, int partition, KafkaTopic.Offsets offsets, long position, long to) {
    /**
     * @param known the dataset's lines in the ledger
     * @param found the topic as Kafka has it
     * @throws io.millrace.api.ProblemException 400, 404 or 409
     */
    static SkipPlan of(
            String dataset,
            String name,
            int partition,
            SkipRequest request,
            List<StreamLine> known,
            Optional<KafkaTopic> found) {
        String asked = Integer.toString(partition);
        KafkaTopic topic =
                found.orElseThrow(() -> SkipProblems.unknownPartition(name, asked, "Kafka has no topic of this name."));
        KafkaTopic.Offsets offsets = topic.partitions().get(partition);
        if (offsets == null) {
            throw SkipProblems.unknownPartition(
                    name, asked, "It has 0 to " + (topic.partitions().size() - 1) + ".");
        }
        StreamLine line = known.stream()
                .filter(one -> one.topicId().equals(topic.id()) && one.partition() == partition)
                .findFirst()
                .orElseThrow(() -> SkipProblems.unread(name, partition));
        long to = resolve(request, offsets);
        if (to < line.nextOffset() && !line.stopped()) {
            throw SkipProblems.goesBack(
                    "partition %d of %s is at %d; going back to %d would load records twice"
                            .formatted(partition, name, line.nextOffset(), to),
                    to);
        }
        return new SkipPlan(dataset, topic.id(), partition, offsets, line.nextOffset(), to);
    }

    /** @throws io.millrace.api.ProblemException 400 when it is nothing that the partition has */
    static long resolve(SkipRequest request, KafkaTopic.Offsets offsets) {
        Object to = request.to();
        return switch (to) {
            case null ->
                throw invalid(to, "is required; give earliest, latest or an offset, such as {\"to\": \"earliest\"}");
            case Number number
            when number instanceof Integer || number instanceof Long -> within(number.longValue(), offsets);
            case Object text when text.equals("earliest") -> offsets.begin();
            case Object text when text.equals("latest") -> offsets.end();
            default ->
                throw invalid(to, "'" + to + "' is no place to go to; use earliest, latest or an offset as a number");
        };
    }

    private static long within(long offset, KafkaTopic.Offsets offsets) {
        if (!offsets.contain(offset)) {
            throw invalid(
                    offset,
                    "the partition has the offsets %d to %d; use one of them, earliest or latest"
                            .formatted(offsets.begin(), offsets.end()));
        }
        return offset;
    }

    private static RuntimeException invalid(@Nullable Object to, String remedy) {
        return OptionProblems.invalid("to", to == null ? null : to.toString(), remedy);
    }

    /** @param from where the position was when it was moved, or would have been */
    Skip answer(long from, boolean dryRun) {
        return new Skip(
                dataset,
                KafkaIds.text(topicId),
                partition,
                from,
                to,
                Math.max(0, to - Math.max(from, offsets.begin())),
                Math.max(0, Math.min(to, offsets.begin()) - from),
                Math.max(0, Math.min(from, offsets.end()) - to),
                dryRun);
    }
}
