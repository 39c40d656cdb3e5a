package io.millrace.ingest.admit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.contract.dataset.InputFormat;
import io.millrace.ingest.split.Limits;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Limits LIMITS = new Limits(10, 20, 30);

    @Test
    void aKeyGivesTheSameIdForEver() {
        UUID id = JobIds.of("readings", "key");
        assertThat(id).hasToString("3fd0bf61-e63e-8735-b5b1-f8f01171320b");
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(JobIds.of("readings", "key2")).isNotEqualTo(id);
        assertThat(JobIds.of("reading", "skey")).isNotEqualTo(id);
    }

    @Test
    void allThatDecidesUnitsIsInTheCut() {
        ByteString cut = UnitCut.of(InputFormat.DEFAULT, LIMITS, false);
        assertThat(UnitCut.of(InputFormat.DEFAULT, LIMITS, false)).isEqualTo(cut);
        assertThat(UnitCut.of(InputFormat.DEFAULT, LIMITS, true)).isNotEqualTo(cut);
        assertThat(UnitCut.of(InputFormat.DEFAULT, new Limits(11, 20, 30), false))
                .isNotEqualTo(cut);
        InputFormat other = new InputFormat(InputFormat.Type.CSV, ";", "\"", "\"", null, true, "", "UTF-8");
        assertThat(UnitCut.of(other, LIMITS, false)).isNotEqualTo(cut);
    }
}
