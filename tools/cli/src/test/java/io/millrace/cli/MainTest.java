package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.setOut(realOut);
        System.setErr(realErr);
    }

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
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("2 rows loaded, 0 rejected, 0 duplicate, 1.5 s")
                .contains("upload 00000000-0000-0000-0000-000000000001 is complete");
        assertThat(requests.getFirst()).contains("key=k 1", "type=text/csv", "encoding=gzip", "a.csv.gz");
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
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("./millrace rejects 00000000-0000-0000-0000-000000000002");
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
        assertThat(requests.getFirst()).contains("?delimiter=%3B&maxRejects=5");
    }

    @Test
    void aRefusalIsOneLine() throws IOException {
        answer(
                "/v1/datasets/nope/uploads",
                404,
                "{\"title\": \"Unknown dataset\", \"detail\": \"'nope' is not here\"}");
        assertThat(run("upload", csv("a.csv"), "--dataset", "nope")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("millrace: Unknown dataset: 'nope' is not here\n");
    }

    @Test
    void aMistypedFileIsWrongUse() {
        assertThat(run("upload", directory + "/none.csv", "--dataset", "readings"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("none.csv does not exist")
                .doesNotContain("\tat ");
    }

    @Test
    void aServiceThatIsDownIsNamedWithTheRemedy() {
        server.stop(0);
        assertThat(run("uploads")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Nobody answers at", "./millrace up");
    }

    @Test
    void jsonIsTheServicesOwn() throws IOException {
        answer("/v1/uploads", 200, "[" + JOB.formatted("00000000-0000-0000-0000-000000000004", "complete", 0) + "]");
        assertThat(run("uploads", "--json")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"state\" : \"complete\"")
                .startsWith("[");
        out.reset();
        assertThat(run("uploads")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("id                                    dataset ");
    }

    @Test
    void streamsAreATableWithANoteWhereAPersonIsNeeded() throws IOException {
        answer("/v1/streams", 200, """
                [{"dataset": "logs", "state": "no_topic", "partitions": 0, "replaced": 0, "lagRecords": 0, "rows": 0, "rejects": 0},
                 {"dataset": "readings", "state": "out_of_range", "partitions": 6, "replaced": 0, "lagRecords": 1234,
                  "lagSeconds": 61.5, "rows": 1000000, "rejects": 2, "freshnessSeconds": 0.214}]""");
        assertThat(run("streams")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().skip(2).map(line -> line.replaceAll(" +", " ")))
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
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("millrace.records.readings\n")
                .contains(
                        "partition 0 stands still: 7 is gone\nTo go on: ./millrace streams skip readings 0 --to earliest\n")
                .contains("DUw1kZ0KQ-6CpG9LBz1yWQ");
        out.reset();
        assertThat(run("streams", "show", "readings", "--json")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"topicId\" : \"DUw1kZ0KQ-6CpG9LBz1yWQ\"");
    }

    @Test
    void aSkipIsPlannedToldAndDoneAsPlanned() throws IOException {
        answer("/v1/streams/readings/partitions/0/skip", 200, """
                {"dataset": "readings", "partition": 0, "from": 7, "to": 1200, "passedOver": 1190, "gone": 3, "readAgain": 0}""");
        String[] skip = {"streams", "skip", "readings", "0", "--to", "latest"};
        assertThat(run(skip, "--dry-run")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        Partition 0 of readings: from 7 to 1,200.
                        Up to 1,190 records are passed over: they will never be rows.
                        Up to 3 records before that are gone from the topic already.
                        """);
        assertThat(requests).singleElement().satisfies(request -> assertThat(request)
                .contains("dryRun=true"));
        assertThat(run(skip)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--yes");
        assertThat(requests).allSatisfy(request -> assertThat(request).contains("dryRun=true"));
        out.reset();
        assertThat(run(skip, "--yes")).isZero();
        assertThat(requests.getLast()).doesNotContain("dryRun").endsWith("{\"to\":1200}");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("1,190 records")
                .endsWith("goes on at 1,200.\n");
        out.reset();
        assertThat(run(skip, "--yes", "--json")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{");
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
        assertThat(run(migrate, "--dry-run")).as("%s", err).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("will: copy all rows\n", "note: id alone\n", "2 h 13 min", "needs 2.0 MiB more")
                .contains("blocks: writers, at most 3,000 ms at 'swap' (ACCESS EXCLUSIVE)");
        assertThat(run(migrate)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--yes");
        assertThat(requests).allSatisfy(request -> assertThat(request).contains("dryRun=true"));
        out.reset();
        assertThat(run(migrate, "--yes", "--watch")).isZero();
        assertThat(requests)
                .anyMatch(
                        request -> request.endsWith(
                                "{\"kind\":\"copy\",\"table\":\"public.events\",\"column\":\"at\",\"interval\":\"month\",\"premake\":2}"));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("migration 7: copy of public.events is swapped")
                .contains("1,200,000 of about 3,000,000 rows copied, 350,000 rows/s, 5 s left")
                .contains("./millrace partitions cleanup 7");
        out.reset();
        assertThat(run("partitions", "pause", "7")).isZero();
        assertThat(requests.getLast()).startsWith("/v1/migrations/7/pause");
        assertThat(run("partitions", "rollback", "7")).isEqualTo(2);
        assertThat(run("partitions", "rollback", "7", "--yes")).isZero();
        assertThat(requests.getLast()).startsWith("/v1/migrations/7/rollback");
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
        assertThat(run(archive, "--dry-run")).as("%s", err).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("p1: detach, write.\n");
        assertThat(run(archive)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--yes");
        assertThat(requests).allSatisfy(request -> assertThat(request).contains("dryRun=true"));

        out.reset();
        assertThat(run(archive, "--yes")).isZero();
        assertThat(requests).anyMatch(request -> request.contains("archive?dryRun=false"));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("p1: 1,000 rows are in a/p1.parquet (2.0 KiB).\n");
    }

    @Test
    void whatIsInTheWayIsTold() throws IOException {
        answer("/v1/tables/public.events/adopt", 200, """
                {"table": "public.events", "actions": [], "warnings": [],
                 "refusals": [{"object": "table public.events", "reason": "is a table", "remedy": "migrate it"}]}""");
        assertThat(run("partitions", "adopt", "public.events", "--yes")).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("in the way: table public.events is a table");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Nothing was changed");
        assertThat(requests).singleElement().satisfies(request -> assertThat(request)
                .contains("dryRun=true"));
    }

    @Test
    void migrationsAreATable() throws IOException {
        answer("/v1/migrations", 200, """
                [{"id": 7, "request": {"kind": "attach", "table": "public.events"}, "state": "rolling_back", "step": "rollback",
                  "rowsTotal": 3000000, "rowsDone": 0, "rowsPerSecond": 0, "longestStallMillis": 12, "createdAt": "2026-01-01T00:00:00Z"}]""");
        assertThat(run("partitions", "migrations")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().skip(2).map(line -> line.replaceAll(" +", " ")))
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
        assertThat(run("generate", "--rows", "1", "--from", "soon", "--out", "-"))
                .isEqualTo(2);
        assertThat(run("generate", "--rows", "-1", "--out", "-")).isEqualTo(2);
    }

    private String csv(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "a,b\n1,2\n").toString();
    }

    private int run(String[] command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command).subList(1, command.length));
        all.addAll(List.of(arguments));
        return run(command[0], all.toArray(String[]::new));
    }

    private int run(String command, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = command;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        if (!command.equals("generate")) {
            all = Arrays.copyOf(all, all.length + 2);
            all[all.length - 2] = "--url";
            all[all.length - 1] = "http://localhost:" + server.getAddress().getPort() + "/";
        }
        return Main.commandLine().execute(all);
    }

    private void answer(String path, int status, String body) {
        answers(path, status, request -> body);
    }

    private void answers(String path, UnaryOperator<String> body) {
        answers(path, 200, body);
    }

    private void answers(String path, int status, UnaryOperator<String> body) {
        server.createContext(path, exchange -> {
            var headers = exchange.getRequestHeaders();
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestURI() + " key=" + headers.getFirst("Idempotency-Key") + " type="
                    + headers.getFirst("Content-Type") + " encoding=" + headers.getFirst("Content-Encoding") + " name="
                    + headers.getFirst("Content-Disposition") + " " + sent);
            byte[] bytes = body.apply(exchange.getRequestURI().toString()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
