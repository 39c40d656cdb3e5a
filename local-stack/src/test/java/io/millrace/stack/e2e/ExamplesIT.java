package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.stack.StackOptions;
import io.millrace.stack.e2e.Installation.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example datasets that the documentation ships load end to end. */
class ExamplesIT {
    @ParameterizedTest
    @CsvSource({
        "readings,           public.readings,                recorded_at",
        "pipeline_logs,      warehouse.pipeline_logs,        created_at",
        "raw_data,           staging.raw_data,               ingested_at",
        "fact_data_metrics,  warehouse.fact_data_metrics,    created_at",
        "uptime_log,         monitoring.uptime_log,          timestamp"
    })
    void anExampleLoadsAsCopyWouldLoadIt(String example, String table, String timeColumn) throws IOException {
        Installation installation = Installation.get();
        Path file = StackOptions.findRoot().resolve("docs/examples/" + example + ".yaml");
        Dataset dataset = DatasetDocument.read(Files.readString(file));
        assertThat(dataset.table()).hasToString(table);
        assertThat(dataset.timeColumn()).isEqualTo(timeColumn);
        assertThat(dataset.partitioning().interval()).hasToString("month");
        installation.dataset(dataset.name(), Files.readString(file));

        String csv = csv(dataset);
        Answer ended = installation.load(dataset.name(), csv);
        assertThat(installation.rejects(ended.id())).hasLineCount(1);
        assertThat(ended.state()).isEqualTo("complete");
        installation.copy(
                table, "public.oracle_" + example, new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
        assertThat(installation.difference(
                        "(SELECT t.*::text FROM " + table + " t) a",
                        "(SELECT t.*::text FROM public.oracle_" + example + " t) b"))
                .isZero();
    }

    /** Two hundred rows that satisfy every column, in the table's column order. */
    private static String csv(Dataset dataset) {
        String header = dataset.columns().stream().map(c -> c.source()).collect(Collectors.joining(","));
        return IntStream.range(0, 200)
                .mapToObj(row ->
                        dataset.columns().stream().map(c -> Values.of(c, row)).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", header + "\n", "\n"));
    }
}
