package io.millrace.transform.unit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Stream;
import io.millrace.contract.message.WorkUnit;
import io.millrace.transform.slice.StreamRecord;
import io.millrace.transform.slice.StreamSlice;
import io.millrace.transform.slice.StreamTransformer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The golden messages of the contract: what ingest wrote once is still read, and still becomes the batch that the loader
 * reads. A change that breaks this test breaks replicas of different releases that work side by side.
 */
class GoldenTest {
    private static final Path GOLDEN = Path.of("..", "lib", "contract", "src", "test", "resources", "golden");

    @Test
    void theGoldenUnitBecomesTheGoldenBatch() throws IOException {
        WorkUnit unit = WorkUnit.parseFrom(golden("work-unit.base64"));
        Rows rows = new UnitTransformer(1 << 20, thrown -> {})
                .transform(Units.READINGS, unit.getJob(), unit.getSlice(), Units.SOURCE, Units.CUT_AT);
        RowBatch batch =
                RowBatch.newBuilder().setJob(unit.getJob()).setRows(rows).build();
        assertIsGolden(batch, "row-batch-hours.base64");
        assertThat(withoutHours(batch)).isEqualTo(golden("row-batch.base64"));
    }

    /** What a reader of this release sends of three records is what the loader of any release reads. */
    @Test
    void theGoldenRecordsBecomeTheGoldenStreamBatch() throws IOException {
        Dataset keyed = DatasetDocument.read(DatasetDocument.json(Units.READINGS)
                .replaceFirst("\\}$", ", \"key\": [\"sensor_id\"], \"onConflict\": \"ignore\"}"));
        List<Golden> records = List.of(
                new Golden(7, "{\"sensor_id\":\"s-1\",\"recorded_at\":\"2024-01-31T00:00:00Z\",\"temperature\":1.5}"),
                new Golden(8, "no json"),
                new Golden(10, "{\"sensor_id\":\"s-2\",\"recorded_at\":\"2024-01-30T00:00:00Z\",\"status\":\"OK\"}"));
        Rows rows = new StreamTransformer(1 << 20, 1 << 20, thrown -> {})
                .transform(keyed, new StreamSlice(5, 12, records), Units.CUT_AT)
                .getFirst();
        Stream stream = Stream.newBuilder()
                .setTopicId(ByteString.copyFromUtf8("0123456789abcdef"))
                .setPartition(2)
                .setTopic("millrace.records.readings")
                .setDataset("readings")
                .setDatasetVersion(1)
                .setEpoch(3)
                .build();
        RowBatch batch = RowBatch.newBuilder().setStream(stream).setRows(rows).build();
        assertIsGolden(batch, "stream-batch-hours.base64");
        assertThat(withoutHours(batch)).isEqualTo(golden("stream-batch.base64"));
    }

    private static void assertIsGolden(RowBatch batch, String name) throws IOException {
        assertThat(batch.getRows().getHoursList()).isNotEmpty();
        assertThat(Base64.getMimeEncoder().encodeToString(batch.toByteArray()))
                .isEqualToNormalizingNewlines(
                        Files.readString(GOLDEN.resolve(name)).strip());
    }

    /** What a release before the hours sent, and loaders still read. */
    private static byte[] withoutHours(RowBatch batch) {
        return batch.toBuilder()
                .setRows(batch.getRows().toBuilder().clearHours())
                .build()
                .toByteArray();
    }

    private record Golden(long offset, String text) implements StreamRecord {
        @Override
        public byte[] value() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public long timestamp() {
            return Units.CUT_AT + offset;
        }

        @Override
        public byte @Nullable [] key() {
            return null;
        }

        @Override
        public byte @Nullable [] header(String name) {
            return null;
        }
    }

    private static byte[] golden(String name) throws IOException {
        return Base64.getMimeDecoder().decode(Files.readString(GOLDEN.resolve(name)));
    }
}
