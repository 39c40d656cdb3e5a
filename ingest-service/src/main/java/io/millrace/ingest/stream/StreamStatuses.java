package io.millrace.ingest.stream;

import io.millrace.api.stream.StreamStatus;
import io.millrace.api.stream.StreamSummary;
import io.millrace.contract.topic.Topics;
import io.millrace.edge.catalog.DatasetLookup;
import io.millrace.ingest.topic.KafkaTopic;
import io.millrace.ingest.topic.TopicOffsets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * What PostgreSQL and Kafka know of streams, put together. PostgreSQL is asked first: a position only grows, so an end that
 * is read later is never behind it.
 */
@ApplicationScoped
class StreamStatuses {
    private final DatasetLookup datasets;
    private final StreamLines lines;
    private final TopicOffsets topics;
    private final Clock clock;

    StreamStatuses(DatasetLookup datasets, StreamLines lines, TopicOffsets topics, Clock clock) {
        this.datasets = datasets;
        this.lines = lines;
        this.topics = topics;
        this.clock = clock;
    }

    /** @return a problem of 503 when the datasets, PostgreSQL or Kafka are not there */
    Uni<List<StreamSummary>> all() {
        SortedSet<String> names = datasets.names();
        List<String> wanted = names.stream().map(Topics::records).toList();
        return lines.find(null).flatMap(known -> topics.find(wanted).map(there -> summaries(names, known, there)));
    }

    private List<StreamSummary> summaries(
            SortedSet<String> names, List<StreamLine> known, Map<String, KafkaTopic> topics) {
        Instant now = clock.instant();
        Map<String, List<StreamLine>> lines = known.stream().collect(Collectors.groupingBy(StreamLine::dataset));
        return names.stream()
                .map(name -> StreamAnswers.of(
                        name, lines.getOrDefault(name, List.of()), topics.get(Topics.records(name)), now))
                .map(StreamAnswers::summary)
                .toList();
    }

    /** @return 404; 503 as above */
    Uni<StreamStatus> get(String dataset) {
        datasets.find(dataset);
        return lines.find(dataset).flatMap(known -> topics.find(Topics.records(dataset))
                .map(topic -> StreamAnswers.of(dataset, known, topic.orElse(null), clock.instant())));
    }

    /** Before an answer is begun that could not tell of it any more: 404, or 503 without PostgreSQL. */
    Uni<Void> checkReadable(String dataset) {
        datasets.find(dataset);
        return lines.find(dataset).replaceWithVoid();
    }
}
