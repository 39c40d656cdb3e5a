package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look and change nothing, before a service whose answers are written here. */
class ReadingTest {
    private static final String FINDING = """
            {"at": "2026-01-01T00:00:00Z", "sets": 1, "partitions": 7, "errors": %d, "warnings": %d, "findings": [
              {"set": "readings", "severity": "%s", "check": "gap", "subject": "2026", "evidence": "1 gap", "remedy": "mend it"}]}
            """;

    @TempDir
    Path directory;

    @RegisterExtension
    final Terminal terminal = new Terminal("--partition-url");

    private int run(String... arguments) {
        return terminal.run(arguments);
    }

    private void answer(String path, int status, String body) {
        terminal.service().answer(path, status, request -> body);
    }

    private String printed() {
        return terminal.printed();
    }

    private List<String> queries() {
        return terminal.service().requests().stream()
                .map(request -> request.substring(request.indexOf('?') + 1))
                .toList();
    }

    @Test
    void theFirstRowsAreATable() {
        answer("/v1/datasets/readings/rows", 200, "at,label\n2026-01-01,\"a,b\"\n2026-01-02,\n");
        assertThat(run("rows", "readings", "--from", "2026-01", "--where", "label:in:a,b", "--where", "x:null"))
                .isZero();
        assertThat(printed()).contains("at          label", "2026-01-01  a,b").doesNotContain("The first");
        assertThat(queries())
                .containsExactly("format=csv&limit=20&from=2026-01&where=label%3Ain%3Aa%2Cb&where=x%3Anull");
        assertThat(run("rows", "readings", "--limit", "2")).isZero();
        assertThat(printed()).endsWith("The first 2 rows. More: --limit; all of them: --format csv\n");
    }

    @Test
    void rowsGoIntoAFileAsTheyCome() throws IOException {
        answer("/v1/tables/public.events/rows", 200, "{\"a\":1}\n");
        Path file = directory.resolve("rows");
        assertThat(run("rows", "public.events", "--format", "ndjson", "--output", file.toString()))
                .isZero();
        assertThat(Files.readString(file)).isEqualTo("{\"a\":1}\n");
        assertThat(queries()).containsExactly("format=ndjson");
    }

    @Test
    void rowsThatBreakOffAreAFailure() {
        terminal.service().breakOff("/v1/datasets/readings/rows", "a\n1\n", 1000);
        assertThat(run("rows", "readings")).isEqualTo(1);
        assertThat(terminal.complained()).contains("what came is not all");
    }

    @Test
    void plansAndCountsAreTold() {
        answer(
                "/v1/datasets/readings/rows",
                200,
                "{\"rows\": 1234567, \"scanned\": [\"p1\"], \"pruned\": [\"p2\", \"p3\"], \"estimatedRows\": 10, \"cost\": 1.5}");
        assertThat(run("rows", "readings", "--count")).isZero();
        assertThat(printed()).isEqualTo("1,234,567\n");
        assertThat(run("rows", "readings", "--explain")).isZero();
        assertThat(printed())
                .isEqualTo("reads 1 partitions: p1\nleaves out 2 partitions: p2 p3\nabout 10 rows, cost 1.5\n");
    }

    @Test
    void healthHasAStatusForCron() throws IOException {
        answer("/v1/partitions/health", 200, FINDING.formatted(0, 1, "warning"));
        answer("/v1/datasets/readings/partitions/health", 200, FINDING.formatted(1, 0, "error"));
        answer("/v1/datasets/good/partitions/health", 200, FINDING.formatted(0, 0, "info"));
        answer("/v1/datasets/nobody/partitions/health", 404, "{\"title\": \"Unknown dataset\"}");
        assertThat(run("partitions", "health")).isEqualTo(1);
        assertThat(printed()).contains("WARNING: gap, 2026\n  seen: 1 gap\n  mend: mend it\n");
        assertThat(run("partitions", "health", "--fail-on", "error")).isZero();
        assertThat(run("partitions", "health", "readings", "--fail-on", "error"))
                .isEqualTo(2);
        assertThat(run("partitions", "health", "good")).isZero();
        assertThat(run("partitions", "health", "nobody")).isEqualTo(3);
        Path file = directory.resolve("report");
        assertThat(run("partitions", "health", "--json", "--output", file.toString()))
                .isEqualTo(1);
        assertThat(file).content().startsWith("{");
        assertThat(printed()).isEmpty();
    }

    @Test
    void growthAndAnalysisAreTables() {
        answer("/v1/datasets/readings/partitions/stats", 200, """
                {"set": "readings", "rowsPerDay": 1000, "bytesPerDay": -2048, "stats": [
                  {"at": "2026-01-01T00:00:00Z", "partitions": 3, "rows": 5, "bytes": 1024, "largestBytes": 512}]}""");
        assertThat(run("partitions", "stats", "readings")).isZero();
        assertThat(printed()).contains("2026-01-01T00:00:00Z").endsWith("per day: 1,000 rows, -2.0 KiB\n");
        answer("/v1/tables/public.events/analyze", 200, """
                {"table": "public.events", "column": "at", "columnReason": "the only column with a time", "basis": "sample",
                 "rowsRead": 10, "rows": 1000, "bytes": 4096, "advice": {"reason": "month: because."}, "spreads": [
                  {"interval": "month", "partitions": 3, "rows": {"min": 1, "median": 2, "max": 3},
                   "bytes": {"min": 1, "median": 2, "max": 3}, "skew": 1.5}]}""");
        assertThat(run("partitions", "analyze", "--table", "public.events", "--column", "at"))
                .isZero();
        assertThat(printed())
                .contains("public.events by at (the only column with a time)", "sample of 10 rows read")
                .endsWith("month: because.\n");
        assertThat(queries()).contains("exact=false&column=at");
    }
}
