package io.millrace.partition.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.attach.AttachSteps;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.postgres.Transactions;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody notices: writers go on all the while, there and back, no row is lost or doubled, and the lock is short. */
@QuarkusTest
@WithTestResource(Servers.class)
class AttachUnderLoadIT {
    private static final Logger LOG = Logger.getLogger(AttachUnderLoadIT.class);
    private static final int ROWS = Integer.getInteger("millrace.attach.rows", 1_000_000);
    private static final TableName TABLE = new TableName("public", "attached_live");
    private static final String THEIRS =
            "SELECT id || ' ' || value FROM attached_live WHERE id > %d ORDER BY id".formatted(ROWS);

    @Inject
    AttachSteps steps;

    @Inject
    Transactions transactions;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @Test
    void writersGoOn() throws Exception {
        Servers.execute("CREATE TABLE attached_live (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                + " at timestamptz NOT NULL, value int NOT NULL);"
                + " INSERT INTO attached_live (at, value) SELECT now() - n * interval '700 days' / " + ROWS
                + ", n FROM generate_series(1, " + ROWS + ") n");
        CrashingRun run = new CrashingRun(transactions, AttachIT.request(TABLE));
        Ledgers ledgers = new Ledgers("attached_live", 4);
        try (ledgers) {
            await(ledgers, 200);
            run.finish(steps);
            await(ledgers, 200);
        }
        assertThat(Servers.query(THEIRS)).containsExactlyElementsOf(ledgers.account());
        assertThat(sum()).containsExactly(before());
        LOG.infof(
                "attached %,d rows: lock waited for and held at most %d ms, longest change of a writer %d ms, %,d changes",
                ROWS, run.longest().toMillis(), ledgers.longestMillis(), ledgers.changes());
        assertThat(run.longest()).isLessThan(Duration.ofSeconds(1));

        Ledgers later = new Ledgers("attached_live", 4);
        try (later) {
            await(later, 100);
            steps.rollback(run);
            await(later, 100);
        }
        assertThat(Servers.query(THEIRS))
                .hasSize(ledgers.account().size() + later.account().size())
                .containsAll(later.account());
        assertThat(sum()).containsExactly(before());
        assertThat(Servers.query("SELECT relkind FROM pg_class WHERE oid = 'attached_live'::regclass"))
                .containsExactly("r");
    }

    private static List<String> sum() {
        return Servers.query("SELECT count(*) || ' ' || sum(value) FROM attached_live WHERE id <= " + ROWS);
    }

    private static String before() {
        return ROWS + " " + (long) ROWS * (ROWS + 1) / 2;
    }

    private static void await(Ledgers ledgers, int changes) {
        long reached = ledgers.changes() + changes;
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ledgers.changes() >= reached);
    }
}
