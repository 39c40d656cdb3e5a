package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is told of parked units, and done about them, before a service whose answers are written here. */
class ParkedTest {
    private static final String ID = "5f6c2a3e-8f0f-4c56-9d5e-1f0e8c1b2a33";
    private static final String OTHER = "6f6c2a3e-8f0f-4c56-9d5e-1f0e8c1b2a33";
    private static final String UNIT = """
            {"id": "%s", "dataset": "p2", "stage": "load", "job": {"id": "00000000-0000-0000-0000-000000000001", "unit": 3, "from": 10, "to": 20, "sourceName": "a.csv"},
             "table": "public.p2", "cause": "relation \\"public.p2\\" does not exist: it was dropped", "remedy": "make it anew", "attempts": 3,
             "parkedAt": "2026-01-01T00:00:00Z", "triedAt": "2026-01-01T00:00:00Z", "retryAt": "%s", "bytes": 1024}
            """;

    @TempDir
    Path directory;

    @RegisterExtension
    final Terminal terminal = new Terminal("--url");

    private final FakeService service = terminal.service();

    private int run(String... arguments) {
        return terminal.run(arguments);
    }

    private String printed() {
        return terminal.printed();
    }

    private String complained() {
        return terminal.complained();
    }

    @Test
    void theListFitsATerminalAndTheWholeIsInShow() {
        String later = Instant.now().plusSeconds(600).toString();
        String slice = """
                {"id": "%s", "dataset": "ext", "stage": "transform", "stream": {"topic": "t", "topicId": "00000000-0000-0000-0000-000000000007", "partition": 2, "from": 100, "to": 142},
                 "cause": "no", "remedy": "r", "attempts": 1, "parkedAt": "2026-01-01T00:00:00Z", "triedAt": "2026-01-01T00:00:00Z",
                 "retryAt": "%s", "bytes": 7}""".formatted(OTHER, later);
        service.answer(
                "/v1/parked",
                200,
                request -> "{\"total\": 1002, \"datasets\": [], \"parked\": [%s, %s], \"next\": \"7\"}"
                        .formatted(UNIT.formatted(ID, "2026-01-01T00:00:00Z"), slice));
        assertThat(run("parked", "--dataset", "p 2", "--limit", "2")).isZero();
        assertThat(service.requests()).containsExactly("GET /v1/parked?dataset=p%202&limit=2");
        assertThat(printed().lines().skip(2).map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        ID + " p2 unit 3 3 now relation \"public.p2\" does not exist…",
                        OTHER + " ext partition 2 from 100 1 in 9 min no",
                        "The oldest 2 of 1,002 are shown; --limit and --dataset show others.",
                        "What mends them: ./millrace parked show ID");
        assertThat(printed().lines()).allMatch(line -> line.length() <= 132);
        assertThat(run("parked", "--json")).isZero();
        assertThat(printed()).contains("\"total\" : 1002", "\"unit\" : 3");

        service.answer("/v1/parked/" + ID, 200, request -> UNIT.formatted(ID, "2026-01-01T00:00:00Z"));
        assertThat(run("parked", "show", ID)).isZero();
        assertThat(printed())
                .contains(
                        "relation \"public.p2\" does not exist: it was dropped\n", "make it anew", "3, bytes 10 to 19")
                .endsWith("./millrace parked discard " + ID + "\n");
        service.answer("/v1/parked/" + ID + "/raw", 200, request -> "a,b\n1,2\n");
        assertThat(run("parked", "show", ID, "--raw")).isZero();
        assertThat(printed()).isEqualTo("a,b\n1,2\n");
    }

    @Test
    void nothingParkedIsALineAndAMistypedIdIsTold() {
        service.answer("/v1/parked", 200, request -> "{\"total\": 0, \"datasets\": [], \"parked\": []}");
        assertThat(run("parked")).isZero();
        assertThat(printed()).isEqualTo("No units are parked.\n");
        String problem =
                "{\"title\": \"There is no such parked unit\", \"detail\": \"No unit is parked under the id nope\"}";
        service.answer("/v1/parked/nope", 404, request -> problem);
        assertThat(run("parked", "show", "nope")).isEqualTo(1);
        assertThat(run("parked", "retry", "nope")).isEqualTo(1);
        assertThat(run("parked", "discard", "nope", "--yes")).isEqualTo(1);
        assertThat(complained())
                .isEqualTo("millrace: There is no such parked unit: No unit is parked under the id nope\n");
    }

    @Test
    void unitsAreRetriedByIdByDatasetOrAll() {
        service.answer("/v1/parked", 200, request -> "{\"retried\": 1}");
        assertThat(run("parked", "retry", ID, OTHER)).isZero();
        assertThat(printed()).isEqualTo("2 units are tried now: ./millrace parked tells what stays\n");
        assertThat(run("parked", "retry", "--dataset", "p2", "--json")).isZero();
        assertThat(printed()).contains("\"retried\" : 1");
        assertThat(run("parked", "retry", "--all")).isZero();
        assertThat(service.requests())
                .containsExactly(
                        "POST /v1/parked/" + ID + "/retry",
                        "POST /v1/parked/" + OTHER + "/retry",
                        "POST /v1/parked/retry?dataset=p2",
                        "POST /v1/parked/retry");
        assertThat(run("parked", "retry")).isEqualTo(2);
        assertThat(run("parked", "retry", ID, "--all")).isEqualTo(2);
    }

    @Test
    void aDiscardAsksFirstAndGoesOnUntilNoneIsLeft() {
        AtomicInteger left = new AtomicInteger(3);
        service.answer("/v1/parked", 200, request -> "{\"total\": 2500, \"parked\": []}");
        service.answer(
                "/v1/parked/discard",
                200,
                request -> "{\"discarded\": 1000, \"rejects\": 600, \"skipped\": 400, \"failedJobs\": 0, \"left\": %d}"
                        .formatted(left.decrementAndGet()));
        String[] discard = {"parked", "discard", "--job", "00000000-0000-0000-0000-000000000001"};
        assertThat(run(discard)).isEqualTo(2);
        assertThat(complained()).contains("--yes");
        assertThat(run("parked", "discard", "--job", "00000000-0000-0000-0000-000000000001", "--dry-run"))
                .isZero();
        assertThat(printed()).isEqualTo("2,500 parked units are given up: their rows will never be loaded.\n");
        assertThat(service.requests()).containsOnly("GET /v1/parked?job=00000000-0000-0000-0000-000000000001&limit=1");
        assertThat(run("parked", "discard", "--job", "00000000-0000-0000-0000-000000000001", "--yes"))
                .isZero();
        assertThat(printed())
                .isEqualTo("3,000 discarded: 1,800 of uploads, each one reject now; 1,200 of streams, passed over\n");
        assertThat(service.requests().stream()
                        .filter("POST /v1/parked/discard?job=00000000-0000-0000-0000-000000000001"::equals))
                .hasSize(3);
        assertThat(run("parked", "discard")).isEqualTo(2);
        assertThat(run("parked", "discard", "--all", "--yes")).isEqualTo(2);
    }

    @Test
    void namedUnitsAreAllLookedUpBeforeAnyIsDiscarded() {
        service.answer("/v1/parked/" + ID, 200, request -> "{\"discarded\": 1, \"rejects\": 1, \"left\": 0}");
        service.answer("/v1/parked/" + OTHER, 404, request -> "{\"title\": \"There is no such parked unit\"}");
        assertThat(run("parked", "discard", ID, OTHER, "--yes")).isEqualTo(1);
        assertThat(service.requests()).containsExactly("GET /v1/parked/" + ID, "GET /v1/parked/" + OTHER);
        assertThat(run("parked", "discard", ID, "--yes")).isZero();
        assertThat(printed()).isEqualTo("1 discarded: 1 of uploads, each one reject now\n");
    }

    @Test
    void anUploadTellsOfItsParkedUnitsWhileItIsWaitedFor() throws IOException {
        String job = """
                {"id": "00000000-0000-0000-0000-000000000001", "dataset": "p2", "state": "%s", "reason": "no table; make it anew", "units": {"received": 2, "loaded": 1, "parked": 1},
                 "rows": {"loaded": 2, "rejected": 0, "duplicate": 0}, "bytes": {"received": 20, "loaded": 20}}""";
        AtomicInteger asked = new AtomicInteger();
        service.answer("/v1/datasets/p2/uploads", 202, request -> job.formatted("loading"));
        service.answer(
                "/v1/uploads/00000000-0000-0000-0000-000000000001",
                200,
                request -> job.formatted(asked.incrementAndGet() < 3 ? "attention" : "complete"));
        String file =
                Files.writeString(directory.resolve("a.csv"), "a,b\n1,2\n").toString();
        assertThat(run("upload", file, "--dataset", "p2")).isZero();
        assertThat(complained())
                .isEqualTo(
                        "1 unit is parked: no table; make it anew; see ./millrace parked --job 00000000-0000-0000-0000-000000000001\n");
        asked.set(0);
        assertThat(run("uploads", "00000000-0000-0000-0000-000000000001")).isZero();
        assertThat(printed())
                .contains(
                        "no table; make it anew",
                        "units parked",
                        "./millrace parked --job 00000000-0000-0000-0000-000000000001");
    }
}
