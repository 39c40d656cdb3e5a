package io.millrace.ingest.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ProblemException;
import io.millrace.contract.dataset.InputFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UploadOptionsTest {
    private static final ContentType CSV = ContentType.parse("text/csv");

    private static UploadOptions read(String name, String value) {
        return UploadOptions.read(Map.of(name, List.of(value)));
    }

    private static InputFormat format(String name, String value) {
        return read(name, value).format().over(InputFormat.DEFAULT, null, CSV);
    }

    @Test
    void whatIsNotGivenIsTheDatasets() {
        InputFormat dataset = new InputFormat(InputFormat.Type.CSV, ";", "'", "\\", "#", false, "NA", "UTF-16");
        assertThat(UploadOptions.read(Map.of()).format().over(dataset, null, CSV))
                .isEqualTo(dataset);
    }

    @Test
    void optionsCountMoreThanTheContentType() {
        ContentType content = ContentType.parse("Text/CSV; charset=\"windows-1252\"; header=absent");
        InputFormat announced = UploadOptions.read(Map.of()).format().over(InputFormat.DEFAULT, null, content);
        assertThat(announced.encoding()).isEqualTo("windows-1252");
        assertThat(announced.header()).isFalse();
        assertThat(read("encoding", "UTF-8")
                        .format()
                        .over(InputFormat.DEFAULT, null, content)
                        .encoding())
                .isEqualTo("UTF-8");
        assertThat(read("header", "true")
                        .format()
                        .over(InputFormat.DEFAULT, null, content)
                        .header())
                .isTrue();
    }

    @Test
    void theEscapeFollowsTheQuoteAndATabCanBeSpelled() {
        assertThat(format("quote", "'").escape()).isEqualTo("'");
        assertThat(format("quote", "").escape()).isEmpty();
        assertThat(format("delimiter", "tab").delimiter()).isEqualTo("\t");
        assertThat(format("delimiter", "\\t").delimiter()).isEqualTo("\t");
    }

    @Test
    void problemsNameFieldValueAndRemedy() {
        refused(() -> format("delimiter", ";;"), "delimiter", ";;", "single ASCII character");
        refused(() -> format("escape", ","), "escape", ",", "delimiter");
        refused(() -> format("encoding", "utf-99"), "encoding", "utf-99", "windows-1252");
        refused(() -> read("maxRejects", "many"), "maxRejects", "many", "0 or more");
        refused(() -> read("dryRun", "1"), "dryRun", "1", "true or false");
        refused(() -> read("sep", ";"), "sep", ";", "delimiter");
        refused(
                () -> read("quote", "'").format().over(InputFormat.DEFAULT, InputFormat.Type.NDJSON, CSV),
                "quote",
                "'",
                "NDJSON");
    }

    private static void refused(Runnable attempt, String field, String value, String remedy) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().status()).isEqualTo(400);
            assertThat(e.problem().field()).isEqualTo(field);
            assertThat(e.problem().value()).isEqualTo(value);
            assertThat(e.problem().detail()).contains(remedy);
        });
    }

    @Test
    void fileNamesTellFormatAndPacking() {
        assertThat(FileName.format("a.CSV.gz")).isEqualTo(InputFormat.Type.CSV);
        assertThat(FileName.format("a.jsonl")).isEqualTo(InputFormat.Type.NDJSON);
        assertThat(FileName.format("a.txt")).isNull();
        assertThat(FileName.clean("C:\\data\\a\u0007.csv")).isEqualTo("a.csv");
        assertThat(Coding.ofFile(ContentType.parse("text/csv"), "a.csv.zst")).isEqualTo(Coding.ZSTD);
        assertThat(Coding.ofFile(ContentType.parse("application/gzip"), "a")).isEqualTo(Coding.GZIP);
    }
}
