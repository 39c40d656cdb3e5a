package io.millrace.ingest.stream;

import io.millrace.api.stream.Skip;
import io.millrace.api.stream.SkipRequest;
import io.millrace.contract.topic.Topics;
import io.millrace.edge.catalog.DatasetLookup;
import io.millrace.ingest.topic.TopicOffsets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Moves positions. */
@ApplicationScoped
class Skips {
    private final DatasetLookup datasets;
    private final StreamLines lines;
    private final TopicOffsets topics;

    Skips(DatasetLookup datasets, StreamLines lines, TopicOffsets topics) {
        this.datasets = datasets;
        this.lines = lines;
        this.topics = topics;
    }

    /** @return problems: 400, 404, 409; 503 without PostgreSQL or Kafka */
    Uni<Skip> skip(String dataset, int partition, SkipRequest request, boolean dryRun) {
        datasets.find(dataset);
        String name = Topics.records(dataset);
        return lines.find(dataset)
                .flatMap(known ->
                        topics.find(name).map(topic -> SkipPlan.of(dataset, name, partition, request, known, topic)))
                .flatMap(plan -> dryRun
                        ? Uni.createFrom().item(plan.answer(plan.position(), true))
                        : lines.skip(plan.topicId(), partition, plan.to())
                                .map(was -> was.orElseThrow(() -> SkipProblems.unread(name, partition)))
                                .map(was -> plan.answer(was, false)));
    }
}
