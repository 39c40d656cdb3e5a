package io.millrace.loader.load;

import static io.millrace.contract.message.Conflict.Action.ERROR;
import static io.millrace.contract.message.Conflict.Action.IGNORE;
import static io.millrace.contract.message.Conflict.Action.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.millrace.contract.message.Conflict;
import io.millrace.contract.message.RowBatch;
import io.millrace.embedded.SharedServers;
import io.millrace.loader.KeyedJob;
import io.millrace.loader.KeyedJob.Item;
import io.millrace.loader.Schema;
import io.millrace.loader.TestLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of a table with a key. */
class KeyedMergeIT {
    private static final Instant AT = Instant.parse("2026-01-10T00:00:00Z");
    private static final int LOADERS = 6;
    private static Schema schema;
    private static AgroalDataSource pool;
    private final TestLoader loader = new TestLoader(pool, source -> Optional.empty());

    @BeforeAll
    static void database() {
        schema = Schema.in(SharedServers.postgres(), "keyed_merge");
        schema.execute("ALTER DATABASE keyed_merge SET search_path = public");
        pool = TestLoader.pool(schema.database(), LOADERS);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @BeforeEach
    void table() {
        schema.execute("""
                DROP TABLE IF EXISTS items; DELETE FROM millrace.partition_set;
                TRUNCATE millrace.job, millrace.ledger, millrace.reject;
                CREATE TABLE items (device text NOT NULL, at timestamptz NOT NULL, version bigint, note text)
                PARTITION BY RANGE (at);
                CREATE UNIQUE INDEX ON items (device, at);
                INSERT INTO millrace.partition_set (schema_name, table_name, dataset, time_column, step, premake)
                VALUES ('public', 'items', 'items', 'at', 'month', 3)""");
    }

    private static Item item(String device, long version, String note) {
        return new Item(device, AT, version, note);
    }

    private static List<String> items() {
        return schema.query("SELECT device, version, note FROM items ORDER BY device, at");
    }

    private static List<String> counts() {
        return schema.query("SELECT (SELECT count(*) FROM items), sum(rows), sum(rejects),"
                + " (SELECT count(*) FROM millrace.reject) FROM millrace.ledger");
    }

    private double metric(String outcome) {
        return loader.registry
                .get("millrace.rows")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void ofIgnoredRowsTheFirstStays() {
        KeyedJob job = new KeyedJob(IGNORE, "");
        assertThat(loader.load(
                        job.unit(item("a", 1, "first"), item("a", 2, "second"), item("b", 1, "b")),
                        job.unit(item("a", 3, "third"))))
                .isInstanceOf(Outcome.Done.class);
        loader.load(job.unit(item("a", 9, "late"), item("b", 9, "late"), item("c", 1, "c")));
        assertThat(items()).containsExactly("a|1|first", "b|1|b", "c|1|c");
        assertThat(counts()).containsExactly("3|7|0|0");
        assertThat(metric("unchanged")).isEqualTo(4);
        assertThat(metric("loaded")).isEqualTo(7);
    }

    /** Three versions in every order, each in a batch of its own and all in one. */
    @ParameterizedTest
    @ValueSource(strings = {"123", "132", "213", "231", "312", "321"})
    void theGreatestVersionWinsInAnyOrder(String order) {
        KeyedJob job = new KeyedJob(UPDATE, "version");
        List<Item> together = new ArrayList<>();
        for (char version : order.toCharArray()) {
            loader.load(job.unit(item("apart", version - '0', "v" + version)));
            together.add(item("together", version - '0', "v" + version));
        }
        loader.load(job.unit(together));
        loader.load(job.unit(item("apart", 0, "older"), item("together", 0, "older")));
        assertThat(items()).containsExactly("apart|3|v3", "together|3|v3");
    }

    @Test
    void ofEqualVersionsTheFirstStays() {
        KeyedJob job = new KeyedJob(UPDATE, "version");
        loader.load(job.unit(item("a", 2, "first"), item("a", 2, "second"), item("a", 1, "older")));
        loader.load(job.unit(item("a", 2, "third")));
        assertThat(items()).containsExactly("a|2|first");
        assertThat(metric("unchanged")).isEqualTo(3);
    }

    @Test
    void aRowFromBeforeTheVersionColumnIsTheOldest() {
        schema.execute("SELECT millrace.ensure_partitions('items', '2026-01-10', '2026-01-10');"
                + " INSERT INTO items VALUES ('a', '2026-01-10Z', NULL, 'old')");
        loader.load(new KeyedJob(UPDATE, "version").unit(item("a", -5, "new")));
        assertThat(items()).containsExactly("a|-5|new");
    }

    @Test
    void withoutAVersionTheLastStays() {
        KeyedJob job = new KeyedJob(UPDATE, "");
        loader.load(job.unit(item("a", 9, "first"), item("a", 1, "second"), item("b", 1, "b")));
        loader.load(job.unit(item("b", 0, "later")), job.unit(item("b", 0, "last")));
        assertThat(items()).containsExactly("a|1|second", "b|0|last");
    }

    /**
     * Large rows leave gaps in pages, into which later, small ones go: places on disk do not tell the order, at the latest
     * when a staging table is used again.
     */
    @Test
    void theOrderOfArrivalHoldsForRowsOfAnySize() {
        Random random = new Random(7);
        KeyedJob job = new KeyedJob(UPDATE, "");
        try (AgroalDataSource one = TestLoader.pool(schema.database(), 1)) {
            TestLoader single = new TestLoader(one, source -> Optional.empty());
            for (int load = 0; load < 3; load++) {
                List<Item> rows = new ArrayList<>();
                for (int i = 0; i < 20_000; i++) {
                    // each key twice, 50 rows apart
                    String note = random.nextInt(3) == 0 ? "x".repeat(random.nextInt(1900)) : "";
                    rows.add(item("d" + (i / 100 * 50 + i % 50), i / 50 % 2, note));
                }
                single.load(job.unit(rows));
                assertThat(schema.query("SELECT version, count(*) FROM items GROUP BY 1"))
                        .containsExactly("1|10000");
            }
        }
    }

    @Test
    void theSecondRowOfAKeyIsARejectWhenThatIsAnError() {
        KeyedJob job = new KeyedJob(ERROR, "");
        loader.load(
                job.unit(item("a", 1, "a"), item("b", 1, "b"), item("a", 2, "within the unit")),
                job.unit(item("c", 1, "c"), item("b", 2, "within the group")));
        assertThat(counts()).containsExactly("3|3|2|2");
        loader.load(job.unit(item("d", 1, "d"), item("d", 2, "again"), item("a", 3, "later"), item("e", 1, "e")));
        assertThat(items()).containsExactly("a|1|a", "b|1|b", "c|1|c", "d|1|d", "e|1|e");
        assertThat(schema.query("SELECT unit, line, rows, l.rejects FROM millrace.reject JOIN millrace.ledger l"
                        + " USING (job_id, unit) ORDER BY 1, 2"))
                .containsExactly("0|3|2|1", "1|2|1|1", "2|2|2|2", "2|3|2|2");
        assertThat(schema.query("SELECT reason FROM millrace.reject WHERE unit = 1")
                        .getFirst())
                .matches("key \\(device, at\\) = \\(b, 2026-01-\\d\\d .*\\) is taken by a row that came before,"
                        + " and onConflict is error.*");
        assertThat(loader.registry.get("millrace.bisects").counter().count()).isZero();
    }

    @Test
    void aRedeliveredUnitIsNoConflictWithItself() {
        KeyedJob job = new KeyedJob(ERROR, "");
        var unit = job.unit(item("a", 1, "a"));
        loader.load(unit, unit);
        loader.load(unit);
        assertThat(counts()).containsExactly("1|1|0|0");
    }

    /** The unique index has the time column behind the key. */
    @ParameterizedTest
    @EnumSource(names = {"IGNORE", "UPDATE", "ERROR"})
    void aRowSentAgainWithAnotherTimeIsAnotherRow(Conflict.Action action) {
        KeyedJob job = new KeyedJob(action, "");
        loader.load(job.unit(item("a", 1, "first")));
        loader.load(job.unit(new Item("a", AT.plusSeconds(1), 2, "a second later")));
        assertThat(items()).containsExactly("a|1|first", "a|2|a second later");
        assertThat(counts()).containsExactly("2|2|0|0");
    }

    @Test
    void partitionsAreMadeOnDemand() {
        KeyedJob job = new KeyedJob(UPDATE, "version");
        Instant old = Instant.parse("2019-05-05T00:00:00Z");
        loader.load(job.unit(item("a", 1, "now")), job.unit(new Item("a", old, 1, "then")));
        loader.load(job.unit(new Item("a", old, 2, "then, mended")));
        assertThat(items()).containsExactly("a|2|then, mended", "a|1|now");
        assertThat(schema.query("SELECT partition FROM millrace.partitions('items')"))
                .containsExactly("items_p20190501", "items_p20260101");
        schema.execute("DROP TABLE items_p20260101"); // behind the loader's back
        loader.load(job.unit(item("a", 3, "again")));
        assertThat(items()).containsExactly("a|2|then, mended", "a|3|again");
    }

    @ParameterizedTest
    @EnumSource(names = {"IGNORE", "UPDATE", "ERROR"})
    void rowsThatTheTableRefusesAreFoundAmongTheOthers(Conflict.Action action) {
        schema.execute("ALTER TABLE items ADD CONSTRAINT small CHECK (version < 1000)");
        KeyedJob job = new KeyedJob(action, "");
        List<Item> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(item("d" + i % 100, i % 50 == 7 ? 5000 : i, "row " + i)); // each key three times
        }
        loader.load(job.unit(rows));
        // keys 7 and 57 come with 5000 all three times
        int kept = 98;
        String last = action == UPDATE ? "298" : "98";
        assertThat(schema.query("SELECT count(*), max(version) FILTER (WHERE device = 'd98') FROM items"))
                .containsExactly(kept + "|" + last);
        int rejects = action == ERROR ? 300 - kept : 6;
        assertThat(counts()).containsExactly("%d|%d|%d|%3$d".formatted(kept, 300 - rejects, rejects));
        assertThat(schema.query("SELECT count(*) FROM millrace.reject WHERE reason LIKE '%small%'"))
                .containsExactly("6");
    }

    @Test
    void anotherUniqueIndexOfTheTableRefusesRows() {
        schema.execute("ALTER TABLE items ADD UNIQUE (note, at)");
        KeyedJob job = new KeyedJob(UPDATE, "version");
        loader.load(job.unit(item("a", 1, "same"), item("b", 1, "same"), item("c", 1, "c")));
        assertThat(items()).containsExactly("a|1|same", "c|1|c");
        assertThat(schema.query("SELECT reason FROM millrace.reject").getFirst())
                .contains("items_p20260101_note_at_key");
    }

    @Test
    void aDatasetThatChangesItsMindWithinAGroup() {
        KeyedJob ignore = new KeyedJob(IGNORE, "");
        KeyedJob update = new KeyedJob(UPDATE, "");
        loader.load(
                ignore.unit(item("a", 1, "first")),
                update.unit(item("a", 2, "second")),
                ignore.unit(item("a", 3, "third"), item("b", 3, "b")));
        assertThat(items()).containsExactly("a|2|second", "b|3|b");
    }

    /** A connection's staging table outlives changes of the table that it was made for. */
    @Test
    void theTableMayGrowWiderUnderAStagingTable() {
        schema.execute("ALTER TABLE items ALTER note TYPE varchar(5)");
        KeyedJob job = new KeyedJob(UPDATE, "version");
        try (AgroalDataSource one = TestLoader.pool(schema.database(), 1)) {
            TestLoader single = new TestLoader(one, source -> Optional.empty());
            single.load(job.unit(item("a", 1, "short"), item("b", 1, "too long")));
            assertThat(items()).containsExactly("a|1|short");
            schema.execute("ALTER TABLE items ALTER note TYPE varchar(20)");
            single.load(job.unit(item("a", 2, "not so short")));
            schema.execute("ALTER TABLE items ALTER note TYPE text");
            single.load(job.unit(item("b", 2, "as long as one likes")));
            assertThat(items()).containsExactly("a|2|not so short", "b|2|as long as one likes");
        }
    }

    @Test
    void aCollationMayTakeTwoTextsForOne() {
        schema.execute("CREATE COLLATION IF NOT EXISTS caseless (provider = icu, locale = 'und-u-ks-level2',"
                + " deterministic = false); ALTER TABLE items ALTER device TYPE text COLLATE caseless");
        loader.load(new KeyedJob(IGNORE, "").unit(item("a", 1, "first"), item("A", 2, "second")));
        loader.load(new KeyedJob(UPDATE, "version").unit(item("A", 3, "third"), item("a", 2, "older")));
        loader.load(new KeyedJob(ERROR, "").unit(item("A", 4, "taken"), item("b", 1, "b"), item("B", 1, "taken")));
        assertThat(items()).containsExactly("a|3|third", "b|1|b");
        assertThat(counts()).containsExactly("2|5|2|2");
    }

    @Test
    void aTableThatDoesNotFitHasItsUnitsParked() {
        schema.execute("DROP INDEX items_device_at_idx");
        assertThat(parked(new KeyedJob(IGNORE, "").unit(item("a", 1, "a")))).contains("42P10", "ON CONFLICT");
        assertThat(parked(new KeyedJob(IGNORE, "").table("nowhere").unit(item("a", 1, "a"))))
                .contains("42P01", "nowhere");
        schema.execute("ALTER TABLE items DROP note");
        TestLoader other = new TestLoader(schema.database()); // one that does not know yet that items takes nothing
        assertThat(parked(other, new KeyedJob(IGNORE, "").unit(item("a", 1, "a"))))
                .contains("public.items has no column note");
        assertThat(schema.query("SELECT * FROM millrace.ledger")).isEmpty();
    }

    private String parked(RowBatch unit) {
        return parked(loader, unit);
    }

    /** @return the cause */
    private static String parked(TestLoader loader, RowBatch unit) {
        schema.execute("TRUNCATE millrace.parked");
        assertThat(loader.load(unit)).isInstanceOf(Outcome.Done.class);
        return schema.query("SELECT cause FROM millrace.parked").getFirst();
    }

    /** The same keys in as many orders as there are loaders, over and over: sorted, they never wait in a circle. */
    @ParameterizedTest
    @EnumSource(names = {"IGNORE", "UPDATE", "ERROR"})
    void parallelLoadersDoNotDeadlock(Conflict.Action action) throws Exception {
        loader.load(new KeyedJob(IGNORE, "").unit(item("partition", 0, "")));
        AtomicInteger failures = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(LOADERS)) {
            List<Future<?>> loaders = new ArrayList<>();
            for (int thread = 0; thread < LOADERS; thread++) {
                int loads = thread;
                loaders.add(threads.submit(() -> loadShuffled(action, loads, failures)));
            }
            for (Future<?> each : loaders) {
                each.get();
            }
        }
        assertThat(failures).hasValue(0);
        assertThat(schema.query("SELECT count(*) FROM items WHERE device LIKE 'k%'"))
                .containsExactly("3000");
        if (action == UPDATE) {
            assertThat(schema.query("SELECT DISTINCT version, note FROM items WHERE device LIKE 'k%'"))
                    .containsExactly("71|5/11");
        }
    }

    private void loadShuffled(Conflict.Action action, int thread, AtomicInteger failures) {
        Random random = new Random(thread);
        KeyedJob job = new KeyedJob(action, action == UPDATE ? "version" : "");
        for (int round = 0; round < 12; round++) {
            List<Item> rows = new ArrayList<>();
            for (int key = 0; key < 3000; key++) {
                rows.add(item("k" + key, (long) round * LOADERS + thread, thread + "/" + round));
            }
            Collections.shuffle(rows, random);
            Outcome outcome = loader.load(List.of(job.unit(rows)), (failure, count, delay) -> {
                failures.incrementAndGet();
                return false;
            });
            assertThat(outcome).isInstanceOf(Outcome.Done.class);
        }
    }
}
