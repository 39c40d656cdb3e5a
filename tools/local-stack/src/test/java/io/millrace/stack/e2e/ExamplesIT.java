package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.local.LocalStack;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.dataset.InputFormat;
import io.millrace.stack.e2e.Installation.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        "uptime_log,         monitoring.uptime_log,          timestamp",
        "tickets,            support.tickets,                opened_at"
    })
    void anExampleLoadsAsCopyWouldLoadIt(String example, String table, String timeColumn) throws IOException {
        Installation installation = Installation.get();
        Path file = LocalStack.root().resolve("docs/examples/" + example + ".yaml");
        Dataset dataset = DatasetDocument.read(Files.readString(file));
        assertThat(dataset.table()).hasToString(table);
        assertThat(dataset.timeColumn()).isEqualTo(timeColumn);
        assertThat(dataset.partitioning().interval()).hasToString("month");
        installation.dataset(dataset.name(), Files.readString(file));

        Answer accepted = installation.upload(
                dataset.name(),
                BodyPublishers.ofString(input(dataset)),
                "Content-Type",
                dataset.format().type() == InputFormat.Type.CSV ? "text/csv" : "application/x-ndjson");
        Answer ended = installation.ended(accepted.id());
        assertThat(installation.rejects(ended.id())).hasLineCount(1);
        assertThat(ended.state()).isEqualTo("complete");
        String csv = plain(dataset);
        installation.copy(
                table, "public.oracle_" + example, new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
        assertThat(installation.difference(
                        "(SELECT t.*::text FROM " + table + " t) a",
                        "(SELECT t.*::text FROM public.oracle_" + example + " t) b"))
                .isZero();
    }

    /** Two hundred rows as PostgreSQL's own COPY reads them: the oracle's input. */
    private static String plain(Dataset dataset) {
        String header = dataset.columns().stream().map(Column::name).collect(Collectors.joining(","));
        return rows(row -> dataset.columns().stream()
                        .map(column -> quoted(Values.of(dataset, column, row)))
                        .collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", header + "\n", "\n"));
    }

    /** The same rows in the form that the dataset asks for. */
    private static String input(Dataset dataset) {
        if (dataset.format().type() == InputFormat.Type.NDJSON) {
            return rows(row -> Values.json(dataset, row)).collect(Collectors.joining("\n"));
        }
        String delimiter = dataset.format().delimiter();
        String header = dataset.columns().stream().map(Column::source).collect(Collectors.joining(delimiter));
        return rows(row -> dataset.columns().stream()
                        .map(column -> quoted(Values.spelled(dataset, column, row)))
                        .collect(Collectors.joining(delimiter)))
                .collect(Collectors.joining("\n", header + "\n", "\n"));
    }

    private static Stream<String> rows(IntFunction<String> row) {
        return IntStream.range(0, 200).mapToObj(row);
    }

    private static String quoted(String field) {
        return field.indexOf('"') < 0 ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
