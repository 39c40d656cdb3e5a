package io.millrace.partition.maintain;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.postgres.Lease;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Servers.class)
class MaintenanceIT {
    @Inject
    Maintenance maintenance;

    @Inject
    Lease lease;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @Test
    void aDryRunTellsAndDoesNothing() {
        Api.put("dry", Api.document("dry").replace("premake: 2", "premake: 2, retention: 1 month"))
                .statusCode(201);
        Servers.query("SELECT create_monthly_partition('dry', 'public', '2020-01-01')");
        String dropped = partitions("dry").getLast();
        Servers.execute("DROP TABLE " + dropped);

        given().post("/v1/datasets/dry/partitions/maintenance?dryRun=true")
                .then()
                .statusCode(200)
                .body("dryRun", equalTo(true))
                .body("changes.kind", equalTo(List.of("DETACH", "CREATE")))
                .body("changes.outcome", equalTo(List.of("PLANNED", "PLANNED")));
        assertThat(partitions("dry")).doesNotContain(dropped).contains("dry_p20200101");

        given().post("/v1/datasets/dry/partitions/maintenance")
                .then()
                .statusCode(200)
                .body("changes.outcome", equalTo(List.of("DONE", "DONE")))
                .body("changes[1].partition", equalTo(dropped));
        assertThat(partitions("dry")).contains(dropped).doesNotContain("dry_p20200101");
    }

    @Test
    void rowsAndBytesAreTold() {
        Api.put("sized", Api.document("sized")).statusCode(201);
        Servers.execute("INSERT INTO sized SELECT now(), 'a', 1 FROM generate_series(1, 1000); ANALYZE sized");
        given().get("/v1/datasets/sized/partitions")
                .then()
                .statusCode(200)
                .body("rows.sum()", equalTo(1000))
                .body("[0].bytes > 8192", equalTo(true));
    }

    @Test
    void partitionsThatAreMadeAreCounted() {
        double before = counted("millrace_partitions_created_total");
        Api.put("counted", Api.document("counted")).statusCode(201);
        List<String> made = partitions("counted");
        assertThat(counted("millrace_partitions_created_total"))
                .as("those of a new dataset")
                .isGreaterThanOrEqualTo(before + made.size());
        Servers.execute("DROP TABLE " + made.getLast());
        given().post("/v1/datasets/counted/partitions/maintenance").then().body("changes[0].outcome", equalTo("DONE"));
        assertThat(counted("millrace_partitions_created_total"))
                .as("and one that was missing")
                .isGreaterThanOrEqualTo(before + made.size() + 1);
    }

    @Test
    void ddlThatGetsNoLockComesAgain() throws Exception {
        Api.put("locked", Api.document("locked")).statusCode(201);
        Servers.execute("DROP TABLE " + partitions("locked").getLast());
        try (Connection others = Servers.connect();
                Statement work = others.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            others.setAutoCommit(false);
            work.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
            double before = counted("millrace_retries_total");
            Future<String> run = threads.submit(() -> given().post("/v1/datasets/locked/partitions/maintenance")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("changes[0].outcome"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> counted("millrace_retries_total") >= before + 2);
            others.rollback();
            assertThat(run.get()).isEqualTo("DONE");
        }
    }

    @Test
    void aNewIntervalHoldsFromNowOn() {
        String months = Api.document("recut").replace("premake: 2", "premake: 4");
        Api.put("recut", months).statusCode(201);
        Servers.execute("INSERT INTO recut SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
                + " + interval '2 months 1 hour', 'a', 1");
        List<String> before = partitions("recut");
        Api.put("recut", months.replace("month", "day")).statusCode(200);
        given().post("/v1/datasets/recut/partitions/maintenance").then().statusCode(200);
        List<String> after = partitions("recut");
        assertThat(after)
                .as("that of now and the one with a row stay as they are")
                .contains(before.getFirst(), before.get(2))
                .hasSizeGreaterThan(80);
        assertThat(Servers.query("SELECT count(*) FROM recut")).containsExactly("1");
        assertThat(Servers.query("""
                SELECT count(*) FROM (SELECT upper, lead(lower) OVER (ORDER BY lower) AS next
                                        FROM millrace.partitions('recut')) p WHERE next <> upper
                """)).containsExactly("0");
        given().post("/v1/datasets/recut/partitions/maintenance").then().statusCode(200);
        assertThat(partitions("recut")).isEqualTo(after);
        Api.put("recut", months).statusCode(200);
        given().post("/v1/datasets/recut/partitions/maintenance").then().statusCode(200);
        assertThat(partitions("recut")).isEqualTo(before);
    }

    /** What is being moved stays where it is until it has been. */
    @Test
    void aMigrationKeepsRetentionAway() {
        Api.put("moving", Api.document("moving").replace("premake: 2", "premake: 2, retention: 1 month"))
                .statusCode(201);
        Servers.query("SELECT create_monthly_partition('moving', 'public', '2020-01-01')");
        Servers.execute("INSERT INTO millrace.migration (kind, schema_name, table_name, request, state)"
                + " VALUES ('undo', 'public', 'moving', '{}', 'paused')");
        try {
            given().post("/v1/datasets/moving/partitions/maintenance").then().statusCode(200);
            assertThat(partitions("moving")).contains("moving_p20200101");
        } finally {
            Servers.execute("DELETE FROM millrace.migration WHERE table_name = 'moving'");
        }
        given().post("/v1/datasets/moving/partitions/maintenance").then().statusCode(200);
        assertThat(partitions("moving")).doesNotContain("moving_p20200101");
    }

    @Test
    void theTableAsAWholeIsAnalyzed() {
        Api.put("unread", Api.document("unread")).statusCode(201);
        // the maintenance that follows the PUT has planned, and there was nothing to be analysed
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> given().get("/q/metrics")
                .asString()
                .contains("millrace_partitions_ahead{dataset=\"unread\"}"));
        Servers.execute("INSERT INTO unread SELECT now(), 'a', 1 FROM generate_series(1, 1000)");
        Servers.execute("ANALYZE " + partitions("unread").getFirst());
        given().post("/v1/datasets/unread/partitions/maintenance")
                .then()
                .statusCode(200)
                .body("changes.kind", equalTo(List.of("ANALYZE")))
                .body("changes.outcome", equalTo(List.of("DONE")));
        assertThat(Servers.query("SELECT reltuples FROM pg_class WHERE relname = 'unread'"))
                .containsExactly("1000");
        given().post("/v1/datasets/unread/partitions/maintenance?dryRun=true")
                .then()
                .body("changes", equalTo(List.of()));
    }

    @Test
    void aTableWithoutADatasetIsMaintainedToo() {
        Servers.execute(
                "CREATE SCHEMA \"Odd.Schema\"; CREATE TABLE \"Odd.Schema\".\"Some Events\" (at timestamp NOT NULL)"
                        + " PARTITION BY RANGE (at)");
        Servers.execute("INSERT INTO millrace.partition_set (schema_name, table_name, time_column, step, premake)"
                + " VALUES ('Odd.Schema', 'Some Events', 'at', 'hour', 5)");
        String path = "/v1/tables/{name}/partitions";
        String name = "\"Odd.Schema\".Some Events";
        given().post(path + "/maintenance", name)
                .then()
                .statusCode(200)
                .body("dataset", equalTo(name))
                .body("changes.outcome", equalTo(Collections.nCopies(6, "DONE")));
        given().get(path, name).then().statusCode(200).body("size()", equalTo(6));
        given().get(path, "public.nothing").then().statusCode(404).body("type", containsString("unknown-table"));
        given().get(path, "nonsense").then().statusCode(404);
        Servers.execute("DELETE FROM millrace.partition_set WHERE dataset IS NULL");
    }

    /** 200 sets of 100 partitions each, nothing to be done. */
    @Test
    void manySetsAreCheckedInLittleTime() {
        Servers.execute("""
                DO $$
                DECLARE lower timestamptz;
                BEGIN
                    CREATE SCHEMA many;
                    FOR t IN 1 .. 200 LOOP
                        EXECUTE format('CREATE TABLE many.t%s (at timestamptz NOT NULL, value integer) PARTITION BY RANGE (at)', t);
                        FOR p IN -94 .. 5 LOOP
                            lower := date_trunc('day', now(), 'UTC') + p * interval '24 hours';
                            EXECUTE format('CREATE TABLE many.t%s_p%s PARTITION OF many.t%s FOR VALUES FROM (%L) TO (%L)',
                                           t, p + 94, t, lower, lower + interval '24 hours');
                        END LOOP;
                        INSERT INTO millrace.partition_set (schema_name, table_name, time_column, step, premake)
                        VALUES ('many', 't' || t, 'at', 'day', 5);
                        COMMIT;
                    END LOOP;
                END $$""");
        try {
            maintenance.runAll(); // other tests' tables may need something
            long begin = System.nanoTime();
            maintenance.runAll();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        } finally {
            Servers.execute("DELETE FROM millrace.partition_set WHERE schema_name = 'many'");
            for (int table = 1; table <= 200; table++) { // all at once needs more locks than there are
                Servers.execute("DROP TABLE many.t" + table);
            }
        }
    }

    @Test
    void oneDatasetInTroubleLeavesTheOthersAlone() {
        Api.put("broken", Api.document("broken")).statusCode(201);
        Api.put("sound", Api.document("sound")).statusCode(201);
        Servers.execute("DROP TABLE " + partitions("sound").getLast() + "; DROP TABLE broken");
        assertThat(maintenance.runAll()).isFalse();
        assertThat(partitions("sound")).hasSize(3);
        given().delete("/v1/datasets/broken").then().statusCode(204);
        assertThat(maintenance.runAll()).isTrue();
        given().get("/q/metrics")
                .then()
                .body(containsString("millrace_partitions_ahead{dataset=\"sound\"} 2.0"))
                .body(containsString("millrace_maintenance_last_success_seconds"));
    }

    @Test
    void oneLeaderAtATime() throws Exception {
        Lease other = new Lease(jdbi, "millrace.maintenance");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<String>> first = threads.submit(() -> lease.tryRun(Duration.ofSeconds(30), () -> {
                inside.countDown();
                await(finish);
                return "first";
            }));
            inside.await();
            assertThat(other.tryRun(Duration.ZERO, () -> "second")).isEmpty();
            finish.countDown();
            assertThat(first.get()).contains("first");
            assertThat(other.tryRun(Duration.ofSeconds(30), () -> "second")).contains("second");
        }
    }

    /** A replica that died is a session that ended. */
    @Test
    void aLeaseEndsWithItsHolder() throws SQLException, InterruptedException {
        try (Connection dead = Servers.connect()) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Servers.query(
                            dead, "SELECT pg_try_advisory_lock(hashtext('millrace.maintenance'))")
                    .equals(List.of("t")));
            assertThat(lease.tryRun(Duration.ZERO, () -> "mine")).isEmpty();
        }
        assertThat(lease.tryRun(Duration.ofSeconds(30), () -> "mine")).contains("mine");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double counted(String meter) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(meter))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static List<String> partitions(String dataset) {
        return given().get("/v1/datasets/{name}/partitions", dataset).jsonPath().getList("name");
    }
}
