package io.millrace.loader.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.RowBatch;
import io.millrace.loader.TestJob;
import io.millrace.loader.TestLoader;
import io.millrace.loader.TestStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GroupTest {
    private static final BatchPlace PLACE = new BatchPlace("millrace.batches", 3, 17);
    private final TestJob job = new TestJob(2);

    private static Batch batch(RowBatch message) {
        return TestLoader.parse(PLACE, message.toByteArray());
    }

    private static Batch parse(byte[] value) {
        return Batch.parse(new Delivery(PLACE, value, false, () -> CompletableFuture.completedFuture(null)));
    }

    private static void assertIsNone(byte[] value, String... words) {
        Batch batch = parse(value);
        assertThat(batch.isParked()).isTrue();
        assertThat(batch.ofJob()).isFalse();
        assertThat(batch.ofStream()).isFalse();
        assertThat(batch.message().getParked().getCause())
                .contains("millrace.batches-3@17", "is not a row batch")
                .contains(words);
    }

    @Test
    void tellsUnitsEchoesAndMarkersApart() {
        Batch second = batch(job.unit(1));
        Batch first = batch(job.unit(0));
        Batch echo = batch(job.unit(1));
        Batch end = batch(job.end(2));
        Group group = new Group(List.of(second, first, echo, end));
        assertThat(group.units().values()).containsExactly(first, second);
        assertThat(group.echoes()).hasSize(1).allSatisfy(it -> assertThat(it).isSameAs(echo));
        assertThat(group.ends()).containsExactly(end);
        assertThat(group.jobs()).containsExactly(job.id());
        assertThat(group).hasToString("millrace.batches-3@17..17 (4 batches of [" + job.id() + "])");
    }

    @Test
    void tellsStreamsFromJobs() {
        TestStream stream = new TestStream("readings");
        Batch unit = batch(job.unit(0));
        Batch slice = batch(stream.slice(0, 20));
        Batch next = batch(stream.slice(20, 30));
        Group group = new Group(List.of(slice, unit, next));
        assertThat(group.units().values()).containsExactly(unit);
        assertThat(group.jobs()).containsExactly(job.id());
        assertThat(group.senders()).containsExactly(unit);
        StreamKey key = new StreamKey(stream.topicId(), 0);
        assertThat(group.slices()).containsExactly(Map.entry(key, List.of(slice, next)));
        assertThat(group.toString()).contains(job.id().toString(), key.toString());
    }

    @Test
    void whatIsNoRowBatchNamesItsPlace() {
        assertIsNone("not protobuf".getBytes(StandardCharsets.UTF_8), "millrace.batches");
        assertIsNone(new byte[0], "job.id");
        RowBatch nothing = RowBatch.newBuilder().setJob(job.job()).build();
        assertIsNone(nothing.toByteArray(), "neither rows, end nor stop");
        RowBatch.Builder noHash = job.unit(0).toBuilder();
        noHash.getRowsBuilder().setSha256(ByteString.EMPTY);
        assertIsNone(noHash.build().toByteArray(), "sha256");
        RowBatch.Builder noLines = job.unit(0).toBuilder();
        noLines.getRowsBuilder().clearLines();
        assertIsNone(noLines.build().toByteArray(), "lines");
    }

    @Test
    void halvesKeepTheOrder() {
        List<Batch> batches = List.of(batch(job.unit(0)), batch(job.unit(1)), batch(job.unit(2)));
        List<Group> halves = new Group(batches).halves();
        assertThat(halves.getFirst().batches()).containsExactly(batches.getFirst());
        assertThat(halves.getLast().batches()).containsExactly(batches.get(1), batches.get(2));
    }
}
