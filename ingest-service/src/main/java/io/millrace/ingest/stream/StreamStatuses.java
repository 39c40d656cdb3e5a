package io.millrace.ingest.stream;

import io.millrace.api.stream.StreamStatus;
import io.millrace.api.stream.StreamSummary;
import io.millrace.contract.topic.Topics;
import io.millrace.ingest.receive.Datasets;
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
    private final Datasets datasets;
    private final StreamLines lines;
    private final RecordTopics topics;
    private final Clock clock;

    StreamStatuses(Datasets datasets, StreamLines lines, RecordTopics topics, Clock clock) {
        this.datasets = datasets;
        this.lines = lines;
        this.topics = topics;
        this.clock = clock;
    }

    /** @throws io.millrace.api.ProblemException 503 when the datasets, PostgreSQL or Kafka are not there */
    List<StreamSummary> all() throws InterruptedException {
        SortedSet<String> names = datasets.names();
        Map<String, List<StreamLine>> known =
                lines.find(null).stream().collect(Collectors.groupingBy(StreamLine::dataset));
        Map<String, RecordTopic> there =
                topics.find(names.stream().map(Topics::records).toList());
        Instant now = clock.instant();
        return names.stream()
                .map(name -> StreamAnswers.of(
                        name, known.getOrDefault(name, List.of()), there.get(Topics.records(name)), now))
                .map(StreamAnswers::summary)
                .toList();
    }

    /** @throws io.millrace.api.ProblemException 404; 503 as above */
    StreamStatus get(String dataset) throws InterruptedException {
        datasets.find(dataset);
        List<StreamLine> known = lines.find(dataset);
        RecordTopic topic = topics.find(Topics.records(dataset)).orElse(null);
        return StreamAnswers.of(dataset, known, topic, clock.instant());
    }

    /**
     * Before an answer is begun that could not tell of it any more.
     *
     * @throws io.millrace.api.ProblemException 404; 503 without PostgreSQL
     */
    void checkReadable(String dataset) {
        datasets.find(dataset);
        lines.find(dataset);
    }
}
