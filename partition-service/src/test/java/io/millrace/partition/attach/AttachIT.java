package io.millrace.partition.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.attach.AttachSteps;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.partition.shape.CatalogText;
import io.millrace.partition.shape.Everything;
import io.millrace.postgres.Transactions;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Servers.class)
class AttachIT {
    private static final String SMALL = """
            DROP SCHEMA IF EXISTS att CASCADE; CREATE SCHEMA att; SET LOCAL search_path = att;
            DELETE FROM millrace.partition_set WHERE schema_name = 'att';
            CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, label text UNIQUE,
                            big text, CHECK (id > 0));
            CREATE UNIQUE INDEX t_lower ON t (lower(label)) WHERE id > 3;
            CREATE VIEW v AS SELECT id, label FROM t;
            CREATE TABLE other (id int PRIMARY KEY); INSERT INTO other VALUES (1), (2);
            ALTER TABLE t ADD o int DEFAULT 1 REFERENCES other;
            INSERT INTO t (at, label) SELECT timestamptz '2024-01-15Z' + n * interval '1 day', n FROM generate_series(1, 100) n;
            """;
    private static final TableName TABLE = new TableName("att", "t");
    private static final String ROWS = "SELECT t::text FROM att.t ORDER BY id";

    @Inject
    AttachSteps steps;

    @Inject
    Transactions transactions;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @Test
    void everythingStaysAndAFewRowsComeBackWithIt() throws InterruptedException {
        Servers.execute(Everything.DDL.formatted("shape_b"));
        TableName table = new TableName("shape_b", "My.Events");
        List<String> before = CatalogText.of(table.sql());
        CrashingRun run = new CrashingRun(transactions, request(table));
        assertThat(steps.plan(request(table)).refusals()).isEmpty();

        run.finish(steps);
        assertThat(CatalogText.of(table.sql())).containsExactlyElementsOf(before);
        assertThat(Servers.query("SELECT DISTINCT tableoid::regclass::text FROM " + table.sql()))
                .containsExactly("shape_b.\"My.Events_p20240101\"");
        Servers.execute("INSERT INTO %s (at, label) VALUES (now(), 'new'), (now() + interval '2 months', 'ahead')"
                .formatted(table.sql()));
        assertThat(Servers.query(
                        "SELECT id || ' ' || serial_no FROM %s WHERE at > now() ORDER BY at".formatted(table.sql())))
                .containsExactly((100 + 41 * 7) + " 42");

        steps.rollback(run);
        assertThat(CatalogText.of(table.sql())).containsExactlyElementsOf(before);
        assertThat(Servers.query("SELECT count(*) FROM " + table.sql())).containsExactly("42");
        Servers.execute("INSERT INTO %s (at, label) VALUES (now(), 'last')".formatted(table.sql()));
        assertThat(Servers.query("SELECT max(id) FROM " + table.sql())).containsExactly(Integer.toString(100 + 42 * 7));
        assertThat(
                        Servers.query(
                                "SELECT relname FROM pg_class WHERE relname LIKE '%millrace%' AND relnamespace = 'shape_b'::regnamespace"))
                .isEmpty();
    }

    @Test
    void aPlanTellsWhatItWouldDo() {
        Servers.execute(SMALL);
        MigrationPlan plan = steps.plan(request(TABLE));
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.actions())
                .anyMatch(action -> action.contains("from 2024-01-01 00:00:00+00 to before"))
                .anyMatch(action -> action.contains("in place of t_pkey: UNIQUE USING btree (id, \"at\")"))
                .anyMatch(action -> action.contains("point view att.v to the new table"));
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("no longer keeps [id] alone unique"));
        assertThat(plan.blocks()).anyMatch(block -> block.step().equals("swap"));
        assertThat(plan.bytes()).isPositive();
        Servers.execute("CREATE TABLE att.t_p20240101 ()");
        assertThat(steps.plan(request(TABLE)).refusals())
                .anyMatch(refusal -> refusal.object().contains("t_p20240101"));
        assertThat(steps.plan(request(new TableName("att", "none"))).refusals())
                .anyMatch(refusal -> refusal.reason().contains("no such table"));
    }

    @Test
    void afterACrashAnywhereItIsFinished() throws InterruptedException {
        for (int places = 0; ; places++) {
            Servers.execute(SMALL);
            List<String> rows = Servers.query(ROWS);
            CrashingRun run = new CrashingRun(transactions, request(TABLE)).dyingAfter(places);
            boolean died = run.dies(() -> run.finish(steps));
            run.finish(steps);
            assertThat(Servers.query(ROWS)).as("died at place %d", places).isEqualTo(rows);
            assertThat(
                            Servers.query(
                                    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'att.t'::regclass AND contype <> 'n' ORDER BY 1"))
                    .containsExactly(
                            "CHECK ((id > 0))",
                            "FOREIGN KEY (o) REFERENCES att.other(id)",
                            "PRIMARY KEY (id, at)",
                            "UNIQUE (label, at)");
            assertThat(Servers.query(
                            "SELECT time_column || step FROM millrace.partition_set WHERE schema_name = 'att'"))
                    .containsExactly("atmonth");
            if (!died) {
                assertThat(places).isGreaterThan(15);
                return;
            }
        }
    }

    @Test
    void afterACrashAnywhereTheTableComesBack() throws InterruptedException {
        for (int places = 0; ; places += 2) {
            Servers.execute(SMALL);
            List<String> before = CatalogText.of(TABLE.sql());
            List<String> rows = Servers.query(ROWS);
            CrashingRun run = new CrashingRun(transactions, request(TABLE)).dyingAfter(places);
            boolean died = run.dies(() -> run.finish(steps));
            CrashingRun back = run.dyingAfter(places);
            back.dies(() -> steps.rollback(back));
            steps.rollback(back.dyingAfter(Integer.MAX_VALUE));
            assertThat(CatalogText.of(TABLE.sql()))
                    .as("died at place %d", places)
                    .containsExactlyElementsOf(before);
            assertThat(Servers.query(ROWS)).isEqualTo(rows);
            assertThat(Servers.query("SELECT FROM millrace.partition_set WHERE schema_name = 'att'"))
                    .isEmpty();
            assertThat(
                            Servers.query(
                                    "SELECT relname FROM pg_class WHERE relname LIKE '%millrace%' AND relnamespace = 'att'::regnamespace"))
                    .isEmpty();
            if (!died) {
                return;
            }
        }
    }

    @Test
    void aTableThatIsAlteredMeanwhileIsLookedAtAgain() throws InterruptedException {
        Servers.execute(SMALL);
        CrashingRun run = new CrashingRun(transactions, request(TABLE)).dyingAfter(10);
        assertThat(run.dies(() -> run.finish(steps))).isTrue();
        Servers.execute("CREATE UNIQUE INDEX late ON att.t (big); ALTER TABLE att.t ADD extra int DEFAULT 7");
        run.finish(steps);
        assertThat(Servers.query("SELECT pg_get_indexdef('att.late'::regclass)").getFirst())
                .contains("(big, at)");
        assertThat(Servers.query("SELECT DISTINCT extra FROM att.t")).containsExactly("7");
    }

    @Test
    void toGoBackIsRefusedOnceTheSplitHasBegun() throws InterruptedException {
        Servers.execute(SMALL);
        CrashingRun run = new CrashingRun(transactions, request(TABLE));
        run.finish(steps);
        Servers.execute("ALTER TABLE att.t DETACH PARTITION att.t_p20240101");
        assertThat(steps.irreversible(run.migration()))
                .hasValueSatisfying(reason -> assertThat(reason).contains("t_p20240101 is no partition", "undo"));
        assertThatThrownBy(() -> steps.rollback(run)).hasMessageContaining("undo");
        assertThat(Servers.query("SELECT relkind FROM pg_class WHERE oid = 'att.t'::regclass"))
                .containsExactly("p");
    }

    static MigrationRequest request(TableName table) {
        return new MigrationRequest(MigrationKind.ATTACH, table, "at", Interval.MONTH, 2, null, null, null, null);
    }
}
