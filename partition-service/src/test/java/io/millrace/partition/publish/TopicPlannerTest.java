package io.millrace.partition.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.partition.TopicsConfig.RecordsConfig;
import io.millrace.partitioning.plan.Mismatch;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicPlannerTest {
    private static final String TOPIC = "millrace.records.d";
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final Optional<RecordTopicFacts> NONE = Optional.empty();

    private record Defaults(int partitions, short replication, Duration retention, MemorySize maxRecord)
            implements RecordsConfig {}

    private static final Defaults DEFAULTS =
            new Defaults(3, (short) -1, Duration.ofDays(7), new MemorySize(BigInteger.TEN));

    private static Dataset dataset(String records) {
        return DatasetDocument.read("""
                name: d
                table: public.d
                timeColumn: at
                partitioning: {interval: month}
                columns: [{name: at, type: timestamptz, required: true}]
                """ + records);
    }

    private static Optional<RecordTopicFacts> topic(int partitions, long retention) {
        return Optional.of(new RecordTopicFacts(partitions, 1, retention));
    }

    @Test
    void aMissingTopicIsMadeAsTheServiceIsConfigured() {
        assertThat(TopicPlanner.plan(dataset(""), NONE, DEFAULTS))
                .containsExactly(new TopicChange.Create(TOPIC, 3, (short) -1, 7 * DAY));
    }

    @Test
    void whatTheDatasetSaysWins() {
        Dataset dataset = dataset("records: {partitions: 12, replication: 2, retention: 36 hours}");
        assertThat(TopicPlanner.plan(dataset, NONE, DEFAULTS))
                .containsExactly(new TopicChange.Create(TOPIC, 12, (short) 2, DAY + DAY / 2));
        assertThat(TopicPlanner.plan(dataset, topic(3, DAY), DEFAULTS))
                .containsExactly(new TopicChange.Grow(TOPIC, 12), new TopicChange.Retain(TOPIC, DAY + DAY / 2));
        assertThat(TopicPlanner.plan(dataset, topic(12, DAY + DAY / 2), DEFAULTS))
                .isEmpty();
    }

    @Test
    void aTopicThatIsThereKeepsWhatTheDatasetLeavesOpen() {
        assertThat(TopicPlanner.plan(dataset(""), topic(1, -1), DEFAULTS)).isEmpty();
        assertThat(TopicPlanner.plan(dataset("records: {partitions: 2}"), topic(5, -1), DEFAULTS))
                .isEmpty();
    }

    @Test
    void aTopicNeitherShrinksNorMovesItsCopies() {
        RecordTopicFacts there = new RecordTopicFacts(5, 1, DAY);
        assertThat(TopicPlanner.refusals(dataset("records: {partitions: 4, replication: 3}"), there))
                .extracting(Mismatch::path)
                .containsExactly("records.partitions", "records.replication");
        assertThat(TopicPlanner.refusals(dataset("records: {partitions: 5, replication: 1}"), there))
                .isEmpty();
        assertThat(TopicPlanner.refusals(dataset(""), there)).isEmpty();
    }
}
