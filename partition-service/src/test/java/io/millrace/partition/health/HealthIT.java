package io.millrace.partition.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.millrace.api.health.Finding;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.partition.health.check.Checkup;
import io.millrace.partition.health.facts.FactReader;
import io.millrace.partition.health.facts.SetFacts;
import io.millrace.partition.health.finding.HealthLimits;
import io.millrace.partitioning.catalog.PartitionSets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every check is provoked on a set that was silent before. The set is new for each of them: monthly, one partition ahead, a
 * year of rows behind, analysed, with an index and an integer that a sequence fills.
 */
@QuarkusTest
@WithTestResource(Servers.class)
class HealthIT {
    private static final HealthLimits LIMITS =
            new HealthLimits(5L << 30, 10L << 20, 50, 100_000, 10, 0.8, Duration.ZERO);
    /** Sizes that a test can have. */
    private static final HealthLimits SMALL = new HealthLimits(1, 100L << 30, 2, 100, 10, 0.8, Duration.ofHours(1));

    @Inject
    FactReader facts;

    @Inject
    PartitionSets sets;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void make() {
        Api.awaitReady();
        Servers.execute("""
                CREATE TABLE fit (at timestamptz NOT NULL, id int NOT NULL GENERATED ALWAYS AS IDENTITY, label text)
                    PARTITION BY RANGE (at);
                CREATE INDEX fit_label ON fit (label);
                INSERT INTO millrace.partition_set (schema_name, table_name, time_column, step, premake, retention)
                VALUES ('public', 'fit', 'at', 'month', 1, '24 months');
                SELECT millrace.ensure_partitions('fit', now() - interval '12 months', now() + interval '1 month');
                INSERT INTO fit (at, label) SELECT now() - n * interval '1 day', 'l' FROM generate_series(0, 364) n;
                ANALYZE fit
                """);
        assertThat(checks(LIMITS)).isEmpty();
    }

    @AfterEach
    void drop() {
        Servers.execute("DELETE FROM millrace.partition_set WHERE table_name = 'fit';"
                + " DELETE FROM millrace.migration WHERE table_name = 'fit';"
                + " DELETE FROM millrace.archive WHERE table_name = 'fit'; DROP TABLE IF EXISTS fit CASCADE;"
                + " DROP TABLE IF EXISTS fit_p20000101, fit_aside, fit_default");
        Servers.query("SELECT relname FROM pg_class WHERE relname ~ '^fit_p\\d+$' AND relkind = 'r'")
                .forEach(left -> Servers.execute("DROP TABLE " + left));
    }

    private List<Finding> findings(HealthLimits limits) {
        List<SetFacts> read = jdbi.withHandle(handle ->
                facts.read(handle, List.of(sets.find(handle, "public.fit").orElseThrow())));
        return Checkup.findings(read, limits, Instant.now());
    }

    private List<String> checks(HealthLimits limits) {
        return findings(limits).stream()
                .map(finding -> finding.severity() + " " + finding.check())
                .toList();
    }

    /** The first of the month that is so many months from now. */
    private static String month(int months) {
        return "date_trunc('month', now() AT TIME ZONE 'UTC') + interval '" + months + " months'";
    }

    private static String partition(int months) {
        return Servers.query("SELECT 'fit_p' || to_char(" + month(months) + ", 'YYYYMMDD')")
                .getFirst();
    }

    /** {@code {-1}} is the name of last month's partition, {@code {month -1}} when it begins. */
    private static String filled(String sql) {
        String text = sql;
        for (int months = -3; months <= 4; months++) {
            if (text.contains("{" + months + "}")) {
                text = text.replace("{" + months + "}", partition(months));
            }
            text = text.replace("{month " + months + "}", "(" + month(months) + ") AT TIME ZONE 'UTC'");
        }
        return text;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            error no-table             | DROP TABLE fit
            error no-partition-for-now | DROP TABLE {0}; DROP TABLE {1}
            warning partitions-ahead   | DROP TABLE {1}
            info gap                   | DROP TABLE {-3}
            warning gap                | SELECT millrace.create_partition('fit', {month 3}, {month 4})
            warning default-partition  | CREATE TABLE fit_default PARTITION OF fit DEFAULT
            error default-partition    | CREATE TABLE fit_default PARTITION OF fit DEFAULT; INSERT INTO fit VALUES ('1999-01-01')
            warning open-bound         | CREATE TABLE fit_aside PARTITION OF fit FOR VALUES FROM ('2100-01-01Z') TO (MAXVALUE)
            warning non-utc-bound      | CREATE TABLE fit_aside PARTITION OF fit FOR VALUES FROM ('2001-01-01 00:00-03:30') TO ('2001-02-01 00:00-03:30')
            info other-interval        | CREATE TABLE fit_aside PARTITION OF fit FOR VALUES FROM ('2001-01-01Z') TO ('2001-03-01Z')
            warning rows-outside       | SELECT millrace.ensure_partitions('fit', '2999-01-01Z', '2999-01-01Z'); INSERT INTO fit VALUES ('2999-01-01Z'); ANALYZE fit
            info leftover              | CREATE TABLE fit_p20000101 (LIKE fit)
            warning overlap            | CREATE TABLE fit_aside PARTITION OF fit FOR VALUES FROM ('2000-01-01Z') TO ('2000-02-01Z'); CREATE TABLE fit_p20000101 (LIKE fit)
            warning missing-index      | CREATE INDEX ON ONLY fit (at)
            warning never-analysed     | UPDATE pg_class SET reltuples = -1 WHERE relname = 'fit'
            info never-analysed        | UPDATE pg_class SET reltuples = -1 WHERE relname = '{-1}'
            warning sequence-end       | ALTER TABLE fit ALTER id RESTART WITH 2000000000; INSERT INTO fit VALUES (now())
            error sequence-end         | ALTER TABLE fit ALTER id RESTART WITH 2147483647; INSERT INTO fit VALUES (now())
            warning retention-overdue  | UPDATE millrace.partition_set SET retention = '6 months' WHERE table_name = 'fit'
            info archive-unverified    | INSERT INTO millrace.archive (schema_name, table_name, partition_name, partition_oid, expired, state) VALUES ('public', 'fit', '{-1}', 0, 'archive', 'written')
            warning archive-unverified | INSERT INTO millrace.archive (schema_name, table_name, partition_name, partition_oid, expired, error) VALUES ('public', 'fit', '{-1}', 0, 'archive', 'disk full')
            info migration-unfinished  | INSERT INTO millrace.migration (kind, schema_name, table_name, request) VALUES ('copy', 'public', 'fit', '{}')
            error migration-unfinished | INSERT INTO millrace.migration (kind, schema_name, table_name, request, state, error) VALUES ('copy', 'public', 'fit', '{}', 'failed', 'disk full')
            """)
    void whatIsProvokedIsFound(String check, String sql) {
        Servers.execute(filled(sql));
        assertThat(checks(LIMITS)).contains(check);
        assertThat(findings(LIMITS)).allSatisfy(finding -> {
            assertThat(finding.evidence()).isNotBlank();
            assertThat(finding.remedy()).isNotBlank();
            assertThat(finding.set()).isEqualTo("public.fit");
        });
    }

    @Test
    void sizesAreHeldAgainstTheirLimits() {
        assertThat(checks(SMALL)).containsExactlyInAnyOrder("warning oversized", "info undersized");
        Servers.execute(
                "INSERT INTO fit (at, label) SELECT now() - interval '70 days', 'l' FROM generate_series(1, 1000);"
                        + " ANALYZE fit");
        assertThat(checks(SMALL)).contains("info skew");
        assertThat(checks(LIMITS)).isEmpty();
    }

    /** A unique index that rows stand in the way of stays behind, invalid. */
    @Test
    void anIndexWhoseBuildWasBrokenOffIsFound() {
        Servers.execute("INSERT INTO fit SELECT at FROM fit LIMIT 1");
        String partition = Servers.query(
                        "SELECT tableoid::regclass::text FROM fit GROUP BY tableoid, at HAVING count(*) > 1")
                .getFirst();
        assertThatThrownBy(
                        () -> Servers.execute("CREATE UNIQUE INDEX CONCURRENTLY fit_broken ON " + partition + " (at)"))
                .hasMessageContaining("could not create unique index");
        assertThat(findings(LIMITS)).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo("invalid-index");
            assertThat(finding.remedy()).isEqualTo("REINDEX INDEX CONCURRENTLY fit_broken");
        });
    }

    /** DETACH CONCURRENTLY commits its first half and then waits for those who read the table. */
    @Test
    void aDetachThatWasBrokenOffIsFoundAndMended() throws Exception {
        try (Connection reader = Servers.connect();
                Connection detacher = Servers.connect();
                Statement read = reader.createStatement();
                Statement detach = detacher.createStatement()) {
            reader.setAutoCommit(false);
            read.execute("SELECT FROM fit LIMIT 1");
            detach.execute("SET statement_timeout = '300ms'");
            assertThatThrownBy(
                            () -> detach.execute("ALTER TABLE fit DETACH PARTITION " + partition(-2) + " CONCURRENTLY"))
                    .hasMessageContaining("timeout");
            reader.rollback();
        }
        Finding finding = findings(LIMITS).stream()
                .filter(found -> found.check().equals("pending-detach"))
                .findFirst()
                .orElseThrow();
        assertThat(finding.subject()).isEqualTo(partition(-2));
        Servers.execute(finding.remedy());
        assertThat(checks(LIMITS)).doesNotContain("warning pending-detach");
    }

    @Test
    void whoWaitsForALockIsFoundAndTheReportDoesNotWait() throws Exception {
        try (Connection holder = Servers.connect();
                Statement hold = holder.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            holder.setAutoCommit(false);
            hold.execute("LOCK TABLE " + partition(-2) + " IN ACCESS EXCLUSIVE MODE");
            Future<?> waiter = threads.submit(() -> Servers.query("SELECT count(*) FROM fit"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> checks(LIMITS)
                    .contains("warning lock-waiting"));
            Finding finding = findings(LIMITS).getFirst();
            assertThat(finding.subject()).isEqualTo(partition(-2));
            assertThat(finding.remedy()).contains("pg_cancel_backend");
            holder.rollback();
            waiter.get();
        }
        assertThat(checks(LIMITS)).isEmpty();
    }

    @Test
    void reportsComeOverHttp() {
        given().get("/v1/tables/public.fit/partitions/health")
                .then()
                .statusCode(200)
                .body("sets", equalTo(1))
                .body("partitions", equalTo(14))
                .body("findings", empty());
        Servers.execute("DROP TABLE " + partition(1));
        given().get("/v1/tables/public.fit/partitions/health")
                .then()
                .body("warnings", equalTo(1))
                .body("findings[0].severity", equalTo("warning"))
                .body("findings[0].check", equalTo("partitions-ahead"))
                .body("findings[0].remedy", equalTo("./millrace partitions maintain public.fit"));
        given().get("/v1/partitions/health")
                .then()
                .statusCode(200)
                .body("sets", greaterThan(0))
                .body("findings.findAll { it.set == 'public.fit' }.size()", equalTo(1));
        given().get("/v1/tables/public.nobody/partitions/health").then().statusCode(404);
    }
}
