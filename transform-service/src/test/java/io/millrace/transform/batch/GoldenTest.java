package io.millrace.transform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.WorkUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/**
 * The golden messages of the contract: what ingest wrote once is still read, and still becomes the batch that the loader
 * reads. A change that breaks this test breaks replicas of different releases that work side by side.
 */
class GoldenTest {
    private static final Path GOLDEN = Path.of("..", "contract", "src", "test", "resources", "golden");

    @Test
    void theGoldenUnitBecomesTheGoldenBatch() throws IOException {
        WorkUnit unit = WorkUnit.parseFrom(golden("work-unit.base64"));
        Rows rows = new Transformer(1 << 20)
                .transform(Units.READINGS, unit.getJob(), unit.getSlice(), Units.SOURCE, Units.CUT_AT);
        RowBatch batch =
                RowBatch.newBuilder().setJob(unit.getJob()).setRows(rows).build();
        assertThat(Base64.getMimeEncoder().encodeToString(batch.toByteArray()))
                .isEqualToNormalizingNewlines(
                        Files.readString(GOLDEN.resolve("row-batch.base64")).strip());
        assertThat(batch.toByteArray()).isEqualTo(golden("row-batch.base64"));
    }

    private static byte[] golden(String name) throws IOException {
        return Base64.getMimeDecoder().decode(Files.readString(GOLDEN.resolve(name)));
    }
}
