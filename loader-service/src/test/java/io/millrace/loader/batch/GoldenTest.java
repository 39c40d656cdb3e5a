package io.millrace.loader.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.message.Conflict;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Rows;
import io.millrace.loader.TestLoader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The golden messages of the contract, which transform's tests write, as the loader reads them. */
class GoldenTest {
    private static final Path GOLDEN = Path.of("..", "lib", "contract", "src", "test", "resources", "golden");

    @Test
    void aBatchOfAJob() throws IOException {
        Batch batch = golden("row-batch.base64");
        assertThat(batch.ofStream()).isFalse();
        assertThat(batch.dataset()).isEqualTo("readings");
        assertThat(batch.rowCount()).isPositive();
    }

    @Test
    void aBatchOfAStream() throws IOException {
        Batch batch = golden("stream-batch.base64");
        byte[] topicId = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        ByteBuffer id = ByteBuffer.wrap(topicId);
        assertThat(batch.stream()).isEqualTo(new StreamKey(new UUID(id.getLong(), id.getLong()), 2));
        assertThat(batch.message().getStream().getEpoch()).isEqualTo(3);
        Rows rows = batch.message().getRows();
        assertThat(rows.getFrom()).isEqualTo(5);
        assertThat(rows.getTo()).isEqualTo(12);
        assertThat(rows.getLinesList())
                .containsExactly(
                        Lines.newBuilder().setFirst(7).setCount(1).build(),
                        Lines.newBuilder().setFirst(10).setCount(1).build());
        assertThat(rows.getRejects(0).getLine()).isEqualTo(8);
        assertThat(rows.getTarget().getConflict())
                .isEqualTo(Conflict.newBuilder()
                        .addColumns("sensor_id")
                        .addColumns("recorded_at")
                        .setAction(Conflict.Action.IGNORE)
                        .build());
        assertThat(Trim.below(rows, 9).getCount()).isEqualTo(1);
    }

    private static Batch golden(String name) throws IOException {
        byte[] message = Base64.getMimeDecoder().decode(Files.readString(GOLDEN.resolve(name)));
        return TestLoader.parse(new BatchPlace("millrace.batches", 0, 0), message);
    }
}
