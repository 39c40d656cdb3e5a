package io.millrace.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.stream.PartitionStatus;
import io.millrace.api.stream.ReplacedPartition;
import io.millrace.api.stream.StreamState;
import io.millrace.api.stream.StreamStatus;
import io.millrace.ingest.topic.KafkaTopic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StreamStatusTest {
    private static final UUID NEW = new UUID(1, 2);
    private static final UUID OLD = new UUID(3, 4);
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private static StreamLine line(UUID topic, int partition, long position, Instant newest, boolean stopped) {
        return new StreamLine(
                topic,
                partition,
                "readings",
                position,
                position,
                1,
                newest,
                newest == null ? null : newest.plusMillis(250),
                NOW.minusSeconds(100),
                topic.equals(OLD) ? NOW : null,
                stopped ? "why" : null,
                stopped,
                null);
    }

    private static StreamLine parked(int partition, long position) {
        StreamLine line = line(NEW, partition, position, NOW, false);
        return new StreamLine(
                line.topicId(),
                line.partition(),
                line.dataset(),
                line.nextOffset(),
                line.rows(),
                line.rejects(),
                line.newestAt(),
                line.loadedAt(),
                line.openedAt(),
                line.replacedAt(),
                null,
                false,
                "the table is gone; make it again");
    }

    private static KafkaTopic topic(KafkaTopic.Offsets... offsets) {
        Map<Integer, KafkaTopic.Offsets> partitions = new TreeMap<>();
        for (int i = 0; i < offsets.length; i++) {
            partitions.put(i, offsets[i]);
        }
        return new KafkaTopic(NEW, new TreeMap<>(partitions));
    }

    private static KafkaTopic.Offsets offsets(long begin, long end) {
        return new KafkaTopic.Offsets(begin, end);
    }

    @Test
    void lagAndFreshnessAreOfTheCurrentTopicAlone() {
        StreamStatus stream = StreamAnswers.of(
                "readings",
                List.of(
                        line(OLD, 0, 1000, NOW.minusSeconds(1), false),
                        line(NEW, 0, 40, NOW.minusSeconds(30), false),
                        line(NEW, 1, 25, NOW.minusSeconds(10), false),
                        line(NEW, 2, 0, null, false)),
                topic(offsets(0, 47), offsets(0, 25), offsets(0, 3)),
                NOW);
        assertThat(stream.state()).isEqualTo(StreamState.FOLLOWING);
        assertThat(stream.topic()).isEqualTo("millrace.records.readings");
        assertThat(stream.partitions()).extracting(PartitionStatus::lagRecords).containsExactly(7L, 0L, 3L);
        assertThat(stream.partitions())
                .extracting(PartitionStatus::lagSeconds)
                .as("without lag 0; with nothing in since it was opened")
                .containsExactly(30.0, 0.0, 100.0);
        assertThat(stream.lagRecords()).isEqualTo(10);
        assertThat(stream.lagSeconds()).isEqualTo(100.0);
        assertThat(stream.newestAt()).isEqualTo(NOW.minusSeconds(10));
        assertThat(stream.freshnessSeconds()).isEqualTo(0.25);
        assertThat(stream.rows()).isEqualTo(1065);
        assertThat(stream.rejects()).isEqualTo(4);
        assertThat(stream.replaced())
                .singleElement()
                .extracting(ReplacedPartition::topicId)
                .isEqualTo("AAAAAAAAAAMAAAAAAAAABA");
    }

    @Test
    void theWorstPartitionIsTheStreamsState() {
        List<StreamLine> lines = List.of(line(NEW, 0, 5, NOW, true));
        assertThat(StreamAnswers.of("readings", List.of(), topic(offsets(3, 8)), NOW))
                .satisfies(stream -> {
                    assertThat(stream.state()).isEqualTo(StreamState.UNREAD);
                    assertThat(stream.lagRecords()).isEqualTo(5);
                    assertThat(stream.lagSeconds()).isNull();
                });
        assertThat(StreamAnswers.of("readings", lines, topic(offsets(8, 9), offsets(0, 0)), NOW)
                        .state())
                .isEqualTo(StreamState.OUT_OF_RANGE);
        StreamStatus gone = StreamAnswers.of("readings", lines, null, NOW);
        assertThat(gone.state()).isEqualTo(StreamState.NO_TOPIC);
        assertThat(gone.lagRecords()).isZero();
        assertThat(gone.rows()).isEqualTo(5);
        assertThat(gone.replaced()).hasSize(1);
        assertThat(StreamAnswers.summary(gone).replaced()).isEqualTo(1);
    }

    @Test
    void aPartitionThatWaitsForAParkedSliceSaysSo() {
        StreamStatus stream = StreamAnswers.of(
                "readings",
                List.of(parked(0, 5), line(NEW, 1, 5, NOW, false)),
                topic(offsets(0, 9), offsets(0, 5)),
                NOW);
        assertThat(stream.state()).isEqualTo(StreamState.PARKED);
        assertThat(stream.partitions())
                .extracting(PartitionStatus::state)
                .containsExactly(StreamState.PARKED, StreamState.FOLLOWING);
        assertThat(stream.partitions().getFirst().reason()).isEqualTo("the table is gone; make it again");
        assertThat(stream.partitions().getFirst().remedy()).isEqualTo("./millrace parked");
        assertThat(stream.partitions().getFirst().lagRecords()).isEqualTo(4);
        assertThat(StreamState.PARKED).hasToString("parked").isBetween(StreamState.UNREAD, StreamState.OUT_OF_RANGE);
    }

    @Test
    void theRemedyPassesOverAsLittleAsItCan() {
        assertThat(remedy(offsets(8, 9))).isEqualTo("./millrace streams skip readings 0 --to earliest");
        assertThat(remedy(offsets(0, 4))).isEqualTo("./millrace streams skip readings 0 --to latest");
        assertThat(remedy(offsets(5, 9))).isEqualTo("./millrace streams skip readings 0 --to 5");
    }

    private static String remedy(KafkaTopic.Offsets offsets) {
        return PartitionAnswers.of(line(NEW, 0, 5, NOW, true), offsets, NOW).remedy();
    }

    @Test
    void aClockThatIsBehindTheProducersMakesNoNegativeAge() {
        PartitionStatus partition =
                PartitionAnswers.of(line(NEW, 0, 5, NOW.plusSeconds(60), false), offsets(0, 9), NOW);
        assertThat(partition.lagSeconds()).isZero();
        assertThat(PartitionAnswers.of(line(NEW, 0, 5, NOW, false), offsets(0, 4), NOW)
                        .lagRecords())
                .isZero();
    }
}
