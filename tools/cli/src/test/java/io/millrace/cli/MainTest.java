package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The command as a whole, before a service whose answers are written here. */
class MainTest {

    private static final String JOB = """
            {"id": "%s", "dataset": "readings", "state": "%s", "rows": {"loaded": 2, "rejected": %d, "duplicate": 0},
             "units": {"received": 1, "loaded": 1, "parked": 0}, "bytes": {"received": 20, "loaded": 20}, "startedAt": "2026-01-01T00:00:00Z",
             "completedAt": "2026-01-01T00:00:01.5Z"}
            """;

    @TempDir
    Path directory;

    @RegisterExtension
    final Terminal terminal = new Terminal("--url");

    @Test
    void anUploadThatIsCompleteEndsWithZero() throws IOException {
        answer(
                "/v1/datasets/readings/uploads",
                202,
                JOB.formatted("00000000-0000-0000-0000-000000000001", "receiving", 0));
        answer(
                "/v1/uploads/00000000-0000-0000-0000-000000000001",
                200,
                JOB.formatted("00000000-0000-0000-0000-000000000001", "complete", 0));
        assertThat(run("upload", csv("a.csv.gz"), "--dataset", "readings", "--key", "k 1"))
                .isZero();
        assertThat(terminal.printed())
                .contains("2 rows loaded, 0 rejected, 0 duplicate, 1.5 s")
                .contains("upload 00000000-0000-0000-0000-000000000001 is complete");
        assertThat(terminal.service().requests().getFirst())
                .contains("Key=k 1", "Type=text/csv", "Encoding=gzip", "a.csv.gz");
    }

    @Test
    void rejectsHaveAStatusOfTheirOwn() throws IOException {
        answer(
                "/v1/datasets/readings/uploads",
                202,
                JOB.formatted("00000000-0000-0000-0000-000000000002", "receiving", 0));
        answer(
                "/v1/uploads/00000000-0000-0000-0000-000000000002",
                200,
                JOB.formatted("00000000-0000-0000-0000-000000000002", "complete_with_rejects", 1));
        assertThat(run("upload", csv("a.csv"), "--dataset", "readings")).isEqualTo(3);
        assertThat(terminal.printed()).contains("./millrace rejects 00000000-0000-0000-0000-000000000002");
    }

    @Test
    void optionsOfAnUploadTravelInTheQuery() throws IOException {
        answer(
                "/v1/datasets/readings/uploads",
                202,
                JOB.formatted("00000000-0000-0000-0000-000000000003", "receiving", 0));
        int status = run(
                "upload", csv("a.csv"), "--dataset", "readings", "--no-wait", "--delimiter", ";", "--max-rejects", "5");
        assertThat(status).isZero();
        assertThat(terminal.service().requests().getFirst()).contains("?delimiter=%3B&maxRejects=5");
    }

    @Test
    void aRefusalIsOneLine() throws IOException {
        answer(
                "/v1/datasets/nope/uploads",
                404,
                "{\"title\": \"Unknown dataset\", \"detail\": \"'nope' is not here\"}");
        assertThat(run("upload", csv("a.csv"), "--dataset", "nope")).isEqualTo(1);
        assertThat(terminal.complained()).isEqualTo("millrace: Unknown dataset: 'nope' is not here\n");
    }

    @Test
    void aMistypedFileIsWrongUse() {
        assertThat(run("upload", directory + "/none.csv", "--dataset", "readings"))
                .isEqualTo(2);
        assertThat(terminal.complained()).contains("none.csv does not exist").doesNotContain("\tat ");
    }

    @Test
    void aServiceThatIsDownIsNamedWithTheRemedy() {
        terminal.service().close();
        assertThat(run("uploads")).isEqualTo(1);
        assertThat(terminal.complained()).contains("Nobody answers at", "./millrace up");
    }

    @Test
    void jsonIsTheServicesOwn() throws IOException {
        answer("/v1/uploads", 200, "[" + JOB.formatted("00000000-0000-0000-0000-000000000004", "complete", 0) + "]");
        assertThat(run("uploads", "--json")).isZero();
        assertThat(terminal.printed()).contains("\"state\" : \"complete\"").startsWith("[");
        assertThat(run("uploads")).isZero();
        assertThat(terminal.printed()).startsWith("id                                    dataset ");
    }

    @Test
    void streamsAreATableWithANoteWhereAPersonIsNeeded() throws IOException {
        answer("/v1/streams", 200, """
                [{"dataset": "logs", "state": "no_topic", "partitions": 0, "replaced": 0, "lagRecords": 0, "rows": 0, "rejects": 0},
                 {"dataset": "readings", "state": "out_of_range", "partitions": 6, "replaced": 0, "lagRecords": 1234,
                  "lagSeconds": 61.5, "rows": 1000000, "rejects": 2, "freshnessSeconds": 0.214}]""");
        assertThat(run("streams")).isZero();
        assertThat(terminal.printed().lines().skip(2).map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "logs no_topic 0 0 0 0",
                        "readings out_of_range 6 1,234 61.50 1,000,000 2 0.21",
                        "readings: a partition is out of range; see ./millrace streams show readings");
    }

    @Test
    void aStreamIsShownWithReasonAndRemedy() throws IOException {
        answer("/v1/streams/readings", 200, """
                {"dataset": "readings", "topic": "millrace.records.readings", "state": "out_of_range",
                 "partitions": [{"partition": 0, "state": "out_of_range", "position": 7, "end": 10, "lagRecords": 3,
                                 "rows": 6, "rejects": 1, "reason": "7 is gone", "remedy": "./millrace streams skip readings 0 --to earliest"},
                                {"partition": 1, "state": "unread", "end": 4, "lagRecords": 4, "rows": 0, "rejects": 0}],
                 "replaced": [{"topicId": "DUw1kZ0KQ-6CpG9LBz1yWQ", "partition": 0, "position": 9, "rows": 9, "rejects": 0}]}""");
        assertThat(run("streams", "show", "readings")).isZero();
        assertThat(terminal.printed())
                .startsWith("millrace.records.readings\n")
                .contains(
                        "partition 0 stands still: 7 is gone\nTo go on: ./millrace streams skip readings 0 --to earliest\n")
                .contains("DUw1kZ0KQ-6CpG9LBz1yWQ");
        assertThat(run("streams", "show", "readings", "--json")).isZero();
        assertThat(terminal.printed()).contains("\"topicId\" : \"DUw1kZ0KQ-6CpG9LBz1yWQ\"");
    }

    @Test
    void aSkipIsPlannedToldAndDoneAsPlanned() throws IOException {
        answer("/v1/streams/readings/partitions/0/skip", 200, """
                {"dataset": "readings", "partition": 0, "from": 7, "to": 1200, "passedOver": 1190, "gone": 3, "readAgain": 0}""");
        String[] skip = {"streams", "skip", "readings", "0", "--to", "latest"};
        assertThat(run(skip, "--dry-run")).isZero();
        assertThat(terminal.printed()).isEqualTo("""
                        Partition 0 of readings: from 7 to 1,200.
                        Up to 1,190 records are passed over: they will never be rows.
                        Up to 3 records before that are gone from the topic already.
                        """);
        assertThat(terminal.service().requests()).singleElement().satisfies(request -> assertThat(request)
                .contains("dryRun=true"));
        assertThat(run(skip)).isEqualTo(2);
        assertThat(terminal.complained()).contains("--yes");
        assertThat(terminal.service().requests())
                .allSatisfy(request -> assertThat(request).contains("dryRun=true"));
        assertThat(run(skip, "--yes")).isZero();
        assertThat(terminal.service().requests().getLast())
                .doesNotContain("dryRun")
                .endsWith("{\"to\":1200}");
        assertThat(terminal.printed()).contains("1,190 records").endsWith("goes on at 1,200.\n");
        assertThat(run(skip, "--yes", "--json")).isZero();
        assertThat(terminal.printed()).startsWith("{");
    }

    @Test
    void aMigrationIsPlannedToldAndFollowed() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        String view = """
                {"id": 7, "request": {"kind": "copy", "table": "public.events"}, "state": "%s", "step": "copy",
                 "rowsTotal": 3000000, "rowsDone": 1200000, "rowsPerSecond": 350000, "secondsLeft": 5, "longestStallMillis": 12}""";
        answers(
                "/v1/migrations",
                request -> request.contains("dryRun=true")
                        ? """
                {"kind": "copy", "table": "public.events", "actions": ["copy all rows"], "refusals": [], "warnings": ["id alone"],
                 "rows": 3000000, "bytes": 1048576, "spaceBytes": 2097152, "estimateSeconds": 8000,
                 "blocks": [{"step": "swap", "lock": "ACCESS EXCLUSIVE", "who": "writers", "mostMillis": 3000}]}"""
                        : view.formatted(asked.getAndIncrement() < 2 ? "running" : "swapped"));
        String[] migrate = {
            "partitions",
            "migrate",
            "--table",
            "public.events",
            "--column",
            "at",
            "--interval",
            "month",
            "--premake",
            "2"
        };
        assertThat(run(migrate, "--dry-run")).as("%s", terminal.complained()).isZero();
        assertThat(terminal.printed())
                .contains("will: copy all rows\n", "note: id alone\n", "2 h 13 min", "needs 2.0 MiB more")
                .contains("blocks: writers, at most 3,000 ms at 'swap' (ACCESS EXCLUSIVE)");
        assertThat(run(migrate)).isEqualTo(2);
        assertThat(terminal.complained()).contains("--yes");
        assertThat(terminal.service().requests())
                .allSatisfy(request -> assertThat(request).contains("dryRun=true"));
        assertThat(run(migrate, "--yes", "--watch")).isZero();
        assertThat(terminal.service().requests())
                .anyMatch(
                        request -> request.endsWith(
                                "{\"kind\":\"copy\",\"table\":\"public.events\",\"column\":\"at\",\"interval\":\"month\",\"premake\":2}"));
        assertThat(terminal.printed())
                .contains("migration 7: copy of public.events is swapped")
                .contains("1,200,000 of about 3,000,000 rows copied, 350,000 rows/s, 5 s left")
                .contains("./millrace partitions cleanup 7");
        assertThat(run("partitions", "pause", "7")).isZero();
        assertThat(terminal.service().requests().getLast()).startsWith("POST /v1/migrations/7/pause");
        assertThat(run("partitions", "rollback", "7")).isEqualTo(2);
        assertThat(run("partitions", "rollback", "7", "--yes")).isZero();
        assertThat(terminal.service().requests().getLast()).startsWith("POST /v1/migrations/7/rollback");
    }

    @Test
    void anArchiveIsPlannedToldAndFollowed() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        answer("/v1/datasets/readings/partitions/p1/archive", 200, """
                {"dryRun": true, "id": 7, "partition": "p1", "steps": ["detach", "write"], "filled": [], "refusals": []}""");
        answers("/v1/datasets/readings/partitions/archives/7", request ->
                """
                {"id": 7, "partition": "p1", "expired": "archive", "state": "%s", "held": false, "rows": 1000, "bytes": 2048,
                 "location": "a/p1.parquet"}""".formatted(asked.getAndIncrement() == 0 ? "written" : "dropped"));
        String[] archive = {"partitions", "archive", "readings", "p1"};
        assertThat(run(archive, "--dry-run")).as("%s", terminal.complained()).isZero();
        assertThat(terminal.printed()).isEqualTo("p1: detach, write.\n");
        assertThat(run(archive)).isEqualTo(2);
        assertThat(terminal.complained()).contains("--yes");
        assertThat(terminal.service().requests())
                .allSatisfy(request -> assertThat(request).contains("dryRun=true"));

        assertThat(run(archive, "--yes")).isZero();
        assertThat(terminal.service().requests()).anyMatch(request -> request.contains("archive?dryRun=false"));
        assertThat(terminal.printed()).isEqualTo("p1: 1,000 rows are in a/p1.parquet (2.0 KiB).\n");
    }

    @Test
    void whatIsInTheWayIsTold() throws IOException {
        answer("/v1/tables/public.events/adopt", 200, """
                {"table": "public.events", "actions": [], "warnings": [],
                 "refusals": [{"object": "table public.events", "reason": "is a table", "remedy": "migrate it"}]}""");
        assertThat(run("partitions", "adopt", "public.events", "--yes")).isEqualTo(1);
        assertThat(terminal.printed()).contains("in the way: table public.events is a table");
        assertThat(terminal.complained()).contains("Nothing was changed");
        assertThat(terminal.service().requests()).singleElement().satisfies(request -> assertThat(request)
                .contains("dryRun=true"));
    }

    @Test
    void migrationsAreATable() throws IOException {
        answer("/v1/migrations", 200, """
                [{"id": 7, "request": {"kind": "attach", "table": "public.events"}, "state": "rolling_back", "step": "rollback",
                  "rowsTotal": 3000000, "rowsDone": 0, "rowsPerSecond": 0, "longestStallMillis": 12, "createdAt": "2026-01-01T00:00:00Z"}]""");
        assertThat(run("partitions", "migrations")).isZero();
        assertThat(terminal.printed().lines().skip(2).map(line -> line.replaceAll(" +", " ")))
                .containsExactly(" 7 public.events attach rolling back rollback 0 3,000,000 0 12 2026-01-01T00:00:00Z");
    }

    @Test
    void rejectsAreOfAnUploadOrOfAStream() throws IOException {
        answer("/v1/uploads/00000000-0000-0000-0000-000000000001/rejects", 200, "line,raw\n1,a\n");
        answer("/v1/streams/readings/rejects", 200, "offset,raw\n7,b\n");
        Path file = directory.resolve("rejects"); // standard output is the test runner's own
        assertThat(run("rejects", "00000000-0000-0000-0000-000000000001", "--out", file.toString()))
                .isZero();
        assertThat(file).hasContent("line,raw\n1,a\n");
        assertThat(run("rejects", "--dataset", "readings", "--out", file.toString()))
                .isZero();
        assertThat(file).hasContent("offset,raw\n7,b\n");
        assertThat(run("rejects", "--dataset", "readings", "--json", "--out", file.toString()))
                .isZero();
        assertThat(file).hasContent("{\"offset\":\"7\",\"raw\":\"b\"}");
        assertThat(run("rejects")).isEqualTo(2);
        assertThat(run("rejects", "00000000-0000-0000-0000-000000000001", "--dataset", "readings"))
                .isEqualTo(2);
    }

    @Test
    void generateRefusesWhatIsNoDate() {
        assertThat(terminal.runAsItIs("generate", "--rows", "1", "--from", "soon", "--out", "-"))
                .isEqualTo(2);
        assertThat(terminal.runAsItIs("generate", "--rows", "-1", "--out", "-")).isEqualTo(2);
    }

    private String csv(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "a,b\n1,2\n").toString();
    }

    private int run(String[] command, String... arguments) {
        return terminal.run(
                Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new));
    }

    private int run(String... arguments) {
        return terminal.run(arguments);
    }

    private void answer(String path, int status, String body) {
        terminal.service().answer(path, status, request -> body);
    }

    private void answers(String path, UnaryOperator<String> body) {
        terminal.service().answer(path, 200, body);
    }
}
