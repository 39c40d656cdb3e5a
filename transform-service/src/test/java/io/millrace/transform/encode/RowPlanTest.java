package io.millrace.transform.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.column.Codecs;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.Conflict;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowPlanTest {
    private static final Format NDJSON =
            Format.newBuilder().setType(Format.Type.NDJSON).build();

    private static Target target(String key) {
        return RowPlan.of(DatasetDocument.read("""
                        name: d
                        table: web.d
                        timeColumn: at
                        partitioning: {interval: month}
                        columns:
                          - {name: id, type: text, required: true}
                          - {name: at, type: timestamptz, required: true}
                          - {name: v, type: integer, required: true}
                        """ + key), NDJSON, Codecs::of).target();
    }

    @Test
    void withoutAKeyThereIsNoConflict() {
        assertThat(target(""))
                .isEqualTo(Target.newBuilder()
                        .setSchema("web")
                        .setTable("d")
                        .addColumns("id")
                        .addColumns("at")
                        .addColumns("v")
                        .build());
    }

    @ParameterizedTest
    @CsvSource({"ignore, IGNORE, ''", "error, ERROR, ''", "update, UPDATE, ''", "update, UPDATE, v"})
    void aKeyHasTheTimeColumnBehindIt(String onConflict, Conflict.Action action, String version) {
        String key = "key: [id]\nonConflict: " + onConflict + (version.isEmpty() ? "" : "\nversion: " + version) + "\n";
        assertThat(target(key).getConflict())
                .isEqualTo(Conflict.newBuilder()
                        .addColumns("id")
                        .addColumns("at")
                        .setAction(action)
                        .setVersion(version)
                        .build());
    }
}
