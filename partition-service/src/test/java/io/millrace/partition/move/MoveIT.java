package io.millrace.partition.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.migration.move.Capture;
import io.millrace.migration.move.Copy;
import io.millrace.migration.move.CopyVerification;
import io.millrace.migration.move.Drain;
import io.millrace.migration.move.Guard;
import io.millrace.migration.move.Move;
import io.millrace.migration.move.MovedColumns;
import io.millrace.migration.move.RemainingBlocks;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.postgres.Sql;
import io.millrace.postgres.Transactions;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows move while others write them. */
@QuarkusTest
@WithTestResource(Servers.class)
class MoveIT {
    private static final int ROWS = 30_000;
    private static final List<String> BOUNDS = List.of("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01");

    /** Somebody vacuums, so that space is used again and rows move to blocks that were read already. */
    private static final class Vacuuming implements Guard {
        private final AtomicInteger places = new AtomicInteger();
        private final String table;

        Vacuuming(String table) {
            this.table = table;
        }

        @Override
        public void fence(Handle transaction) {}

        @Override
        public void checkpoint(String place) {
            if (places.incrementAndGet() % 10 == 5) {
                Servers.execute("VACUUM " + table);
            }
        }
    }

    @Inject
    Jdbi jdbi;

    @Inject
    Transactions transactions;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @ParameterizedTest
    @CsvSource({"key, 1", "key, 2", "none, 3", "none, 4"})
    void whatIsWrittenMeanwhileIsNeitherLostNorDoubled(String key, long seed) throws Exception {
        String name = "moved_" + seed;
        boolean keyed = key.equals("key");
        source(name, keyed);
        Move move = move(name);
        Guard guard = new Vacuuming("public." + name);
        Drain drain = new Drain(jdbi, guard, move);
        try (Writers writers = new Writers("public." + name, ROWS, 3, seed)) {
            begin(move);
            new Copy(jdbi, guard, move, Duration.ofMillis(5)).run(2);
            long commits = writers.commits();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> writers.commits() > commits + 50);
            drain.all();
            Servers.execute(
                    keyed
                            ? "ALTER TABLE %s_new ADD PRIMARY KEY (id, at)".formatted(name)
                            : "CREATE INDEX ON %s_new (at)".formatted(name));
            drain.until(200);
            assertThat(new CopyVerification(jdbi, guard, move).compare(BOUNDS)).isPositive();
            transactions.run("swap", handle -> {
                Sql.execute(handle, "LOCK TABLE public." + name + " IN ACCESS EXCLUSIVE MODE");
                drain.rest(handle);
                Sql.execute(
                        handle,
                        "ALTER TABLE public.%1$s RENAME TO %1$s_old; ALTER TABLE public.%1$s_new RENAME TO %1$s"
                                .formatted(name));
                Capture.remove(handle, move.name());
                // seen from here, nobody has written into the new one yet
                assertThat(differences(handle, name + "_old", name)).isZero();
                return true;
            });
            long swapped = writers.commits();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> writers.commits() > swapped + 20);
        }
        assertThat(Servers.query(
                        "SELECT count(*) FROM millrace.migration_check WHERE migration_id = " + move.migration()))
                .isNotEqualTo(List.of("0"));
        Servers.execute("DROP TABLE %1$s_old; DROP TABLE %1$s".formatted(name));
    }

    @Test
    void aDifferenceIsFoundAndNamed() {
        source("differing", true);
        Servers.execute("SELECT millrace.fill_partitions('differing_new', 'month', '2024-01-01', '2024-12-31')");
        Move move = move("differing");
        begin(move);
        Guard guard = new Vacuuming("differing");
        CopyVerification verification = new CopyVerification(jdbi, guard, move);
        assertThatThrownBy(() -> verification.compare(BOUNDS)).hasMessageContaining("2024-04-01");
        Servers.execute("INSERT INTO differing_new SELECT * FROM differing");
        assertThat(verification.compare(BOUNDS)).isEqualTo(ROWS);
        Servers.execute("UPDATE differing_new SET n = n + 1 WHERE id = 7");
        assertThatThrownBy(() -> verification.compare(BOUNDS))
                .isInstanceOf(CopyVerification.DifferenceException.class)
                .hasMessageContaining("2024-01-01")
                .hasMessageNotContaining("2024-04-01");
        // written and captured since: it will be read again, whatever it is
        Servers.execute("UPDATE differing SET n = n - 1 WHERE id = 7");
        assertThat(verification.compare(BOUNDS)).isEqualTo(ROWS - 1);
    }

    @Test
    void truncatingIsRefusedWithAHint() {
        source("truncated", true);
        begin(move("truncated"));
        assertThatThrownBy(() -> Servers.execute("TRUNCATE truncated"))
                .hasMessageContaining("cannot be truncated while a migration of it runs")
                .hasMessageContaining("Use DELETE");
    }

    /** What had copied all but its last piece goes on there. */
    @Test
    void whatIsCopiedIsNotCopiedAgain() throws Exception {
        source("resumed", true);
        Move move = move("resumed");
        begin(move);
        AtomicInteger batches = new AtomicInteger();
        Guard dying = new Guard() {
            @Override
            public void fence(Handle transaction) {}

            @Override
            public void checkpoint(String place) {
                if (batches.incrementAndGet() > 3) {
                    throw new IllegalStateException("dies");
                }
            }
        };
        assertThatThrownBy(() -> new Copy(jdbi, dying, move, Duration.ofMillis(1)).run(2))
                .hasMessage("dies");
        assertThat(Integer.parseInt(
                        Servers.query("SELECT count(*) FROM resumed_new").getFirst()))
                .isBetween(1, ROWS - 1);
        new Copy(jdbi, new Vacuuming("resumed"), move, Duration.ofMillis(1)).run(2);
        assertThat(Servers.query("SELECT count(*) FROM resumed_new")).containsExactly("" + ROWS);
        assertThat(new CopyVerification(jdbi, new Vacuuming("resumed"), move).compare(BOUNDS))
                .isEqualTo(ROWS);
    }

    private static void source(String name, boolean keyed) {
        Servers.execute("CREATE TABLE %s (%s%s)".formatted(name, Writers.COLUMNS, keyed ? ", PRIMARY KEY (id)" : ""));
        Servers.execute(Writers.fill(name, ROWS));
        if (!keyed) {
            Servers.execute("CREATE INDEX ON %s (id); CREATE INDEX ON %s (at)".formatted(name, name));
        }
        Servers.execute("CREATE TABLE %s_new (%s) PARTITION BY RANGE (at)".formatted(name, Writers.COLUMNS));
        Servers.execute(
                "SELECT millrace.fill_partitions('%s_new', 'month', '2024-03-01', '2024-09-30')".formatted(name));
    }

    private Move move(String name) {
        long id = Long.parseLong(Servers.query("""
                INSERT INTO millrace.migration (kind, schema_name, table_name, request, state)
                VALUES ('copy', 'public', ?, '{}', 'done') RETURNING id""", name).getFirst());
        MovedColumns columns =
                jdbi.withHandle(handle -> MovedColumns.read(handle, "public." + name, "at", "migration_" + id));
        return new Move(
                id,
                "migration_" + id,
                List.of("public." + name),
                List.of("ONLY public." + name),
                "public." + name + "_new",
                columns.columns(),
                columns.identity(),
                columns.time(),
                "month");
    }

    private void begin(Move move) {
        transactions.run("capture", handle -> {
            Capture.install(handle, move);
            return true;
        });
        jdbi.useHandle(handle -> RemainingBlocks.plan(handle, move.migration(), move.captured()));
    }

    private static long differences(Handle handle, String one, String other) {
        return handle.createQuery("""
                SELECT (SELECT count(*) FROM (TABLE public.%1$s EXCEPT ALL TABLE public.%2$s) a)
                     + (SELECT count(*) FROM (TABLE public.%2$s EXCEPT ALL TABLE public.%1$s) b)""".formatted(one, other)).mapTo(Long.class).one();
    }
}
