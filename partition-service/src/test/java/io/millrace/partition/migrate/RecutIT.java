package io.millrace.partition.migrate;

import static io.millrace.partition.migrate.MigrationCalls.ask;
import static io.millrace.partition.migrate.MigrationCalls.awaitState;
import static io.millrace.partition.migrate.MigrationCalls.begin;
import static io.millrace.partition.migrate.MigrationCalls.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.millrace.migration.run.MigrationRunner;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.partition.move.Writers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitions are split and merged while they are written to. */
@QuarkusTest
@WithTestResource(Servers.class)
class RecutIT {
    private static final int ROWS = 20_000;

    @Inject
    Dying dying;

    @Inject
    MigrationRunner runner;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @Test
    void aYearIsSplitIntoMonthsAndPutTogetherAgainUnderLoad() throws Exception {
        table("split", "year");
        try (Writers writers = new Writers("public.split", ROWS, 3, 21)) {
            post(recut("split", "month"), true)
                    .statusCode(200)
                    .body("refusals", empty())
                    .body("actions", hasSize(1));
            awaitState(begin(recut("split", "month")), "done");
            assertThat(partitions("split"))
                    .hasSize(12)
                    .contains("split_p20240101", "split_p20240201", "split_p20241201");
            awaitState(begin(recut("split", "quarter")), "done");
            assertThat(partitions("split"))
                    .containsExactly("split_p20240101", "split_p20240401", "split_p20240701", "split_p20241001");
            assertThat(writers.longestMillis()).isLessThan(3_000);
        }
        assertThat(Servers.query("SELECT count(*) - count(DISTINCT (id, at)) FROM split"))
                .containsExactly("0");
        assertThat(post(recut("split", "quarter"), true).extract().jsonPath().getList("actions"))
                .isEmpty();
        assertThat(leftovers("split")).isEmpty();
        // every partition has its part of the key
        assertThat(Servers.query("SELECT DISTINCT indisvalid FROM pg_index WHERE indrelid = 'split'::regclass"))
                .containsExactly("t");
    }

    @Test
    void theDefaultPartitionIsEmptiedIntoProperOnes() throws Exception {
        Servers.execute(
                "CREATE TABLE caught (%s, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)".formatted(Writers.COLUMNS));
        Servers.execute("CREATE TABLE caught_default PARTITION OF caught DEFAULT");
        Servers.execute(Writers.fill("caught", ROWS));
        try (Writers writers = new Writers("public.caught", ROWS, 2, 22)) {
            awaitState(begin(recut("caught", "month")), "done");
        }
        assertThat(Servers.query("SELECT count(*) FROM caught_default")).containsExactly("0");
        assertThat(partitions("caught")).hasSize(10).contains("caught_p20240101", "caught_p20241001");
        // and splits beside a DEFAULT partition
        awaitState(begin(recut("caught", "quarter")), "done");
        assertThat(partitions("caught")).hasSize(4);
        assertThat(leftovers("caught")).isEmpty();
    }

    @Test
    void aServiceThatDiesAtEveryPlaceFinishes() {
        table("dies", "year");
        String before = contents("dies");
        dying.everywhere(true);
        try {
            long id = begin(recut("dies", "quarter"));
            awaitState(id, "done", runner::resumeAll);
            assertThat(dying.deaths(id))
                    .contains("group", "copy", "drain", "verify", "before exchange", "after exchange");
        } finally {
            dying.everywhere(false);
        }
        assertThat(contents("dies")).isEqualTo(before);
        assertThat(partitions("dies")).hasSize(4);
        assertThat(leftovers("dies")).isEmpty();
    }

    @Test
    void aRollbackAbandonsTheGroupUnderWay() {
        table("abandoned", "year");
        String before = contents("abandoned");
        AtomicReference<Long> id = new AtomicReference<>();
        dying.watchNext(place -> {
            if (place.equals("before exchange")) {
                ask(id.get(), "rollback");
            }
        });
        id.set(begin(recut("abandoned", "month")));
        dying.go();
        awaitState(id.get(), "rolled_back");
        assertThat(contents("abandoned")).isEqualTo(before);
        assertThat(partitions("abandoned")).hasSize(1);
        assertThat(leftovers("abandoned")).isEmpty();
    }

    @Test
    void whatWouldBeLostIsRefused() {
        table("referred", "year");
        Servers.execute("CREATE TABLE refers (id int, at timestamptz, FOREIGN KEY (id, at) REFERENCES referred)");
        Servers.execute("CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        Servers.execute(
                "CREATE TRIGGER own AFTER INSERT ON referred_p20240101 FOR EACH ROW EXECUTE FUNCTION nothing()");
        post(recut("referred", "month"), true)
                .body("refusals.object", hasItem(containsString("foreign key refers")))
                .body("refusals.reason", hasItem(containsString("trigger own hangs on it alone")));
        post(recut("referred", "month"), false).statusCode(409);
    }

    private static String recut(String table, String interval) {
        return """
                {"kind": "recut", "table": "public.%s", "interval": "%s"}
                """.formatted(table, interval);
    }

    private static void table(String name, String step) {
        Servers.execute(
                "CREATE TABLE %s (%s, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)".formatted(name, Writers.COLUMNS));
        Servers.execute(
                "SELECT millrace.fill_partitions('%s', '%s', '2024-01-01', '2024-12-31')".formatted(name, step));
        Servers.execute(Writers.fill(name, ROWS));
    }

    private static String contents(String table) {
        return Servers.query("SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM %s t".formatted(table))
                .getFirst();
    }

    private static List<String> partitions(String table) {
        return Servers.query("SELECT partition FROM millrace.partitions(?::text::regclass)", table);
    }

    private static List<String> leftovers(String table) {
        return Servers.query("""
                SELECT relname FROM pg_class WHERE relname ~ ?
                UNION ALL SELECT conname FROM pg_constraint WHERE conname = 'millrace_bounds'
                UNION ALL SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
                 WHERE NOT tgisinternal AND relname LIKE ?
                UNION ALL SELECT relname FROM pg_class WHERE relname LIKE 'migration\\_%\\_cut\\_log'
                """, "^" + table + "_millrace", table + "%");
    }
}
