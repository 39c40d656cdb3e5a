package io.millrace.partition.migrate;

import static io.millrace.partition.migrate.MigrationCalls.ask;
import static io.millrace.partition.migrate.MigrationCalls.awaitState;
import static io.millrace.partition.migrate.MigrationCalls.begin;
import static io.millrace.partition.migrate.MigrationCalls.copy;
import static io.millrace.partition.migrate.MigrationCalls.get;
import static io.millrace.partition.migrate.MigrationCalls.post;
import static io.millrace.partition.migrate.MigrationCalls.undo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;

import io.millrace.migration.run.MigrationRunner;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.partition.move.Writers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables become partitioned, and plain again, while they are written to. */
@QuarkusTest
@WithTestResource(Servers.class)
class CopyIT {
    private static final int ROWS = 10_000;

    @Inject
    Dying dying;

    @Inject
    MigrationRunner runner;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @Test
    void aDryRunTellsAndTouchesNothing() {
        table("planned");
        Servers.execute("ANALYZE planned");
        post(copy("planned"), true)
                .statusCode(200)
                .body("refusals", empty())
                .body("rows", equalTo(ROWS))
                .body("spaceBytes", greaterThan(0))
                .body("actions", hasItem(containsString("public.planned_millrace_old")))
                .body("warnings", hasItem(containsString("no longer keeps [id] alone unique")))
                .body("blocks.lock", hasItem("ACCESS EXCLUSIVE"));
        assertThat(Servers.query("SELECT count(*) FROM pg_class WHERE relname LIKE 'planned\\_millrace%'"))
                .containsExactly("0");
        assertThat(Servers.query("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'planned'::regclass"))
                .containsExactly("0");
    }

    @Test
    void whatCannotBeHadIsRefusedWithAReason() {
        Servers.execute("CREATE TABLE timeless (id int, at timestamptz, later timestamptz)");
        Servers.execute("INSERT INTO timeless VALUES (1, NULL, 'infinity'), (2, now(), '0001-01-01')");
        post(copy("nowhere"), false).statusCode(409).body("detail", containsString("there is no table of this name"));
        post(copy("timeless"), false)
                .statusCode(409)
                .body("type", equalTo("urn:millrace:problem:migration-refused"))
                .body("detail", containsString("some rows have no time"));
        post(copy("timeless").replace("\"at\"", "\"later\""), false)
                .statusCode(409)
                .body("detail", containsString("some rows are at infinity"));
        Servers.execute("DELETE FROM timeless WHERE id = 1");
        post(copy("timeless").replace("\"at\"", "\"later\"").replace("month", "day"), true)
                .body("refusals.reason", hasItem(containsString("are more than 2000 partitions")));
        post(undo("timeless"), true).body("refusals.reason", hasItem("it is not partitioned"));
        post("{\"table\": \"public.timeless\"}", false).statusCode(422).body("field", equalTo("kind"));
        post("{\"kind\": \"copy\"}", false).statusCode(422).body("field", equalTo("table"));
        post("{\"kind\": \"melt\", \"table\": \"public.timeless\"}", false).statusCode(400);
        RestAssured.given().get("/v1/migrations/999999").then().statusCode(404);
    }

    @Test
    void copiedUnderLoadThenRolledBackThenCopiedForGood() throws Exception {
        table("loaded", "id, at");
        try (Writers writers = new Writers("public.loaded", ROWS, 3, 11)) {
            long id = begin(copy("loaded"));
            post(copy("loaded"), false).statusCode(409);
            awaitState(id, "swapped");
            assertThat(partitions("loaded")).contains("loaded_p20240101", "loaded_p20240601");
            awaitCommits(writers, 100);
            ask(id, "rollback");
            awaitState(id, "rolled_back");
            assertThat(kind("loaded")).isEqualTo("r");
            awaitCommits(writers, 50);

            long again = begin(copy("loaded"));
            awaitState(again, "swapped");
            awaitCommits(writers, 100);
            ask(again, "cleanup");
            awaitState(again, "done");
            assertThat(get(again).getInt("rangesVerified")).isGreaterThan(9);
            assertThat(get(again).getLong("longestStallMillis")).isLessThan(2_500);
            assertThat(writers.longestMillis()).isLessThan(3_000);
        }
        assertThat(kind("loaded")).isEqualTo("p");
        assertThat(leftovers("loaded")).isEmpty();
        assertThat(Servers.query("SELECT count(*) - count(DISTINCT (id, at)) FROM loaded"))
                .containsExactly("0");
        assertThat(Servers.query("SELECT step FROM millrace.partition_set WHERE table_name = 'loaded'"))
                .containsExactly("month");
    }

    @Test
    void whatTheOldKeyDoesNotAllowStandsInTheWayOfARollback() {
        table("widened");
        long id = begin(copy("widened"));
        awaitState(id, "swapped");
        Servers.execute(
                "INSERT INTO widened VALUES (1, '2024-05-05 UTC', 'one more', 1), (-1, '2024-05-05 UTC', 'new', 1)");
        ask(id, "rollback");
        awaitState(id, "failed");
        assertThat(get(id).getString("error")).contains("Key (id)=(1) already exists");
        assertThat(kind("widened")).isEqualTo("p");
        Servers.execute("DELETE FROM widened WHERE label = 'one more'");
        ask(id, "resume");
        awaitState(id, "rolled_back");
        assertThat(Servers.query("SELECT label FROM widened WHERE id IN (-1, 1) ORDER BY id"))
                .containsExactly("new", "row 1");
    }

    /** Nobody writes here, so that every row can be told: none is missing at any moment. */
    @Test
    void aServiceThatDiesAtEveryPlaceFinishes() {
        table("deadly");
        String before = contents("deadly");
        dying.everywhere(true);
        long id;
        try {
            id = begin(copy("deadly").replace("month", "year"));
            awaitState(id, "swapped", runner::resumeAll);
            assertThat(contents("deadly")).isEqualTo(before);
            ask(id, "rollback");
            awaitState(id, "rolled_back", runner::resumeAll);
        } finally {
            dying.everywhere(false);
        }
        assertThat(dying.deaths(id))
                .contains(
                        "before prepare",
                        "after capture",
                        "copy",
                        "after index",
                        "verify",
                        "after swap",
                        "before rollback");
        assertThat(contents("deadly")).isEqualTo(before);
        assertThat(kind("deadly")).isEqualTo("r");
        assertThat(leftovers("deadly")).isEmpty();
    }

    @Test
    void aRollbackAtEveryStepRestoresTheTable() {
        table("restored");
        String before = contents("restored");
        for (String step : List.of("prepare", "capture", "copy", "index", "verify", "swap")) {
            AtomicReference<Long> id = new AtomicReference<>();
            dying.watchNext(place -> {
                if (place.equals("after " + step)) {
                    ask(id.get(), "rollback");
                }
            });
            id.set(begin(copy("restored").replace("month", "year")));
            dying.go();
            awaitState(id.get(), "rolled_back");
            assertThat(contents("restored")).as(step).isEqualTo(before);
            assertThat(leftovers("restored")).as(step).isEmpty();
        }
    }

    @Test
    void whatIsPausedStaysSoUntilItIsResumed() {
        table("paused");
        AtomicReference<Long> id = new AtomicReference<>();
        dying.watchNext(place -> {
            if (place.equals("after capture")) {
                ask(id.get(), "pause");
            }
        });
        id.set(begin(copy("paused")));
        dying.go();
        awaitState(id.get(), "paused");
        Servers.execute("UPDATE paused SET n = -1 WHERE id = 1; DELETE FROM paused WHERE id = 2");
        assertThat(kind("paused")).isEqualTo("r");
        ask(id.get(), "resume");
        awaitState(id.get(), "swapped");
        assertThat(Servers.query("SELECT n FROM paused WHERE id IN (1, 2)")).containsExactly("-1");
        RestAssured.given()
                .post("/v1/migrations/{id}/pause", id.get())
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:millrace:problem:migration-state"));
    }

    @Test
    void aTableThatIsAlteredMeanwhileIsNotSwapped() {
        table("altered");
        AtomicReference<Long> id = new AtomicReference<>();
        dying.watchNext(place -> {
            if (place.equals("after copy")) {
                Servers.execute("CREATE INDEX altered_late ON altered (label)");
            }
        });
        id.set(begin(copy("altered")));
        dying.go();
        awaitState(id.get(), "failed");
        assertThat(get(id.get()).getString("error")).contains("has been altered since the migration began");
        Servers.execute("DROP INDEX altered_late");
        ask(id.get(), "resume");
        awaitState(id.get(), "swapped");
    }

    @Test
    void undoneUnderLoadAndBack() throws Exception {
        Servers.execute(
                "CREATE TABLE undone (%s, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)".formatted(Writers.COLUMNS));
        Servers.execute("SELECT millrace.fill_partitions('undone', 'month', '2024-01-01', '2024-12-31')");
        Servers.execute(Writers.fill("undone", ROWS));
        try (Writers writers = new Writers("public.undone", ROWS, 2, 5)) {
            dying.watchNext(place -> {
                if (place.equals("after capture")) {
                    assertThatThrownBy(() -> Servers.execute("TRUNCATE undone_p20240201"))
                            .hasMessageContaining("cannot be truncated while a migration of it runs");
                }
            });
            dying.go();
            long id = begin(undo("undone"));
            awaitState(id, "swapped");
            assertThat(kind("undone")).isEqualTo("r");
            awaitCommits(writers, 50);
            ask(id, "rollback");
            awaitState(id, "rolled_back");
            assertThat(kind("undone")).isEqualTo("p");
            long again = begin(undo("undone"));
            awaitState(again, "swapped");
            ask(again, "cleanup");
            awaitState(again, "done");
        }
        assertThat(kind("undone")).isEqualTo("r");
        assertThat(leftovers("undone")).isEmpty();
    }

    /** Names that need quotes and are 63 bytes long, no key, types without a hash, columns that fill themselves. */
    @Test
    void anOddTableIsMovedThereAndBack() {
        String name = "Ödd.\"ta ble\" of a name as long as PostgreSQL takes them, 63 by";
        String sql = "public.\"" + name.replace("\"", "\"\"") + "\"";
        Servers.execute("""
                CREATE TABLE %s ("D ay" date NOT NULL, doc json, n numeric, tags text[], "no" bigint GENERATED ALWAYS AS IDENTITY,
                                 twice numeric GENERATED ALWAYS AS (n * 2) STORED)""".formatted(sql));
        Servers.execute("""
                INSERT INTO %s ("D ay", doc, n, tags) SELECT date '1969-12-01' + i %% 90, '{"a": [1, null]}', i / 7.0, '{x, NULL}'
                  FROM generate_series(1, 500) i, generate_series(1, 2)""".formatted(sql));
        Servers.execute(
                "INSERT INTO %s (\"D ay\", n) VALUES ('0044-03-15 BC', NULL), ('0044-03-15 BC', NULL)".formatted(sql));
        String request = copy("x")
                .replace("public.x", sql.replace("\"", "\\\""))
                .replace("\"at\"", "\"D ay\"")
                .replace("\"interval\": \"month\"", "\"interval\": \"year\"");
        post(request, true).body("refusals.reason", hasItem(containsString("partitions of one year each")));
        Servers.execute("UPDATE %s SET \"D ay\" = '1960-02-29' WHERE n IS NULL".formatted(sql));
        String before = contents(sql);
        long id = begin(request);
        awaitState(id, "swapped");
        assertThat(contents(sql)).isEqualTo(before);
        assertThat(kind(sql)).isEqualTo("p");
        Servers.execute("INSERT INTO %s (\"D ay\", n) VALUES ('1969-12-31', 5)".formatted(sql));
        assertThat(Servers.query("SELECT count(DISTINCT \"no\") FROM " + sql)).containsExactly("1003");
        ask(id, "rollback");
        awaitState(id, "rolled_back");
        assertThat(kind(sql)).isEqualTo("r");
        assertThat(Servers.query("SELECT count(*) FROM " + sql)).containsExactly("1003");
    }

    private static void table(String name) {
        table(name, "id");
    }

    private static void table(String name, String key) {
        Servers.execute("CREATE TABLE %s (%s, PRIMARY KEY (%s))".formatted(name, Writers.COLUMNS, key));
        Servers.execute(Writers.fill(name, ROWS));
    }

    private static void awaitCommits(Writers writers, long more) {
        long wanted = writers.commits() + more;
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> writers.commits() > wanted);
    }

    private static String contents(String table) {
        return Servers.query("SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM %s t".formatted(table))
                .getFirst();
    }

    private static String kind(String table) {
        return Servers.query("SELECT relkind FROM pg_class WHERE oid = ?::text::regclass", table)
                .getFirst();
    }

    private static List<String> partitions(String table) {
        return Servers.query("SELECT partition FROM millrace.partitions(?::text::regclass)", table);
    }

    /** Whatever a migration makes and does not leave. */
    private static List<String> leftovers(String table) {
        return Servers.query("""
                SELECT relname FROM pg_class WHERE relname ~ ?
                UNION ALL SELECT tgname FROM pg_trigger WHERE tgrelid = ?::text::regclass AND NOT tgisinternal
                UNION ALL SELECT relname FROM pg_class c JOIN millrace.migration m ON m.table_name = ?
                 WHERE c.relname ~ ('^migration_' || m.id || '_(back_)?log')
                """, "^" + table + "_millrace", table, table);
    }
}
