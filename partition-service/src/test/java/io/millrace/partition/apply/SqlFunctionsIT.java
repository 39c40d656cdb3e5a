package io.millrace.partition.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions of the migration, as the loader and people in psql call them. */
@QuarkusTest
@WithTestResource(Servers.class)
class SqlFunctionsIT {
    private static final String ENSURE =
            "SELECT millrace.ensure_partitions(?::text::regclass, ?::timestamptz, ?::timestamptz)";

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @ParameterizedTest
    @CsvSource({"date", "timestamp", "timestamptz"})
    void boundsAreMidnightsInUtcForEveryTypeOfKey(String type) {
        String table = "bounds_" + type;
        Servers.execute("CREATE TABLE %s (t %s) PARTITION BY RANGE (t)".formatted(table, type));
        assertThat(monthly(table, "public", "2024-02-29")).isEqualTo(table + "_p20240201");
        assertThat(monthly(table, "public", "2024-02-01")).isEqualTo(table + "_p20240201");
        assertThat(Servers.query(
                        "SELECT lower AT TIME ZONE 'UTC' || ' ' || upper AT TIME ZONE 'UTC'"
                                + " FROM millrace.partitions(?::text::regclass)",
                        table))
                .containsExactly("2024-02-01 00:00:00 2024-03-01 00:00:00");
        assertThat(Servers.query("SELECT count(*) FROM pg_constraint WHERE conname = 'millrace_bounds'"))
                .containsExactly("0");
    }

    @Test
    void oneSpanGivesOneResultUnderEightCallersAtOnce() throws Exception {
        Api.put("raced", Api.document("raced")).statusCode(201);
        Callable<Integer> ensure =
                () -> Integer.parseInt(Servers.query(ENSURE, "raced", "2019-11-15T00:00:00Z", "2020-03-01T00:00:00Z")
                        .getFirst());
        try (var threads = Executors.newFixedThreadPool(8)) {
            int made = 0;
            for (Future<Integer> result : threads.invokeAll(Collections.nCopies(8, ensure))) {
                made += result.get();
            }
            assertThat(made).isEqualTo(5);
        }
        assertThat(Servers.query("SELECT relname FROM pg_class WHERE relname ~ '^raced_p20(19|20)....$' ORDER BY 1"))
                .containsExactly(
                        "raced_p20191101", "raced_p20191201", "raced_p20200101", "raced_p20200201", "raced_p20200301");
    }

    @Test
    void absurdSpansAreRefused() {
        Api.put("absurd", Api.document("absurd").replace("month", "day")).statusCode(201);
        assertThatThrownBy(() -> Servers.query(ENSURE, "absurd", "1990-01-01T00:00:00Z", "2020-01-01T00:00:00Z"))
                .hasMessageContaining("more than 10000 partitions");
        assertThatThrownBy(() -> Servers.query(ENSURE, "absurd", "-infinity", "2020-01-01T00:00:00Z"))
                .hasMessageContaining("cannot make partitions");
        assertThatThrownBy(() -> Servers.query(ENSURE, "pg_class", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"))
                .hasMessageContaining("belongs to no dataset");
    }

    @Test
    void whatCannotBePartitionedSaysSo() {
        Servers.execute("CREATE TABLE plain (t timestamptz)");
        assertThatThrownBy(() -> monthly("plain", "public", "2024-01-01"))
                .hasMessageContaining("not partitioned by range");
        assertThatThrownBy(() -> monthly("nowhere", "public", "2024-01-01")).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> monthly("x\"; DROP TABLE plain; --", "public", "2024-01-01"))
                .hasMessageContaining("does not exist");
    }

    /** The loader's situation: rows are being written by others while a partition is made. */
    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO %s VALUES (now(), 'a', 1)", "SELECT count(*) FROM %s"})
    void neitherWritersNorReadersStandInTheWay(String statement) throws SQLException {
        String name = statement.startsWith("INSERT") ? "written" : "read";
        Api.put(name, Api.document(name)).statusCode(201);
        try (Connection others = Servers.connect();
                Statement work = others.createStatement();
                Connection own = Servers.connect();
                Statement creator = own.createStatement()) {
            others.setAutoCommit(false);
            work.execute(statement.formatted(name));
            creator.execute("SET lock_timeout = '1s'");
            assertThat(Servers.query(own, ENSURE, name, "2018-01-01T00:00:00Z", "2018-02-01T00:00:00Z"))
                    .containsExactly("2");
            work.execute(statement.formatted(name));
            others.commit();
        }
    }

    @Test
    void ownerAndPrivilegesAreTheParents() {
        Servers.execute(
                "DO $$ BEGIN CREATE ROLE keeper; CREATE ROLE reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        Servers.execute(
                "CREATE TABLE granted (t date, v int DEFAULT 7 CHECK (v > 0)) PARTITION BY RANGE (t);"
                        + "ALTER TABLE granted OWNER TO keeper; GRANT SELECT ON granted TO reader; CREATE INDEX ON granted (v)");
        String child = monthly("granted", "public", "2024-01-01");
        assertThat(Servers.query(
                        "SELECT relowner::regrole || ' ' || has_table_privilege('reader', oid, 'SELECT')"
                                + " FROM pg_class WHERE relname = ?",
                        child))
                .containsExactly("keeper true");
        assertThat(Servers.query(
                        "SELECT count(*) FROM pg_index WHERE indrelid = ?::text::regclass AND indisvalid", child))
                .containsExactly("1");
    }

    @Test
    void namesThatAreTakenOrTooLongStayUnique() {
        String one = "long_name_long_name_long_name_long_name_long_name_long_name_one";
        String two = "long_name_long_name_long_name_long_name_long_name_long_name_two";
        for (String table : List.of(one, two, "taken")) {
            Servers.execute("CREATE TABLE %s (t date) PARTITION BY RANGE (t)".formatted(table));
        }
        assertThat(monthly(one, "public", "2024-01-01"))
                .endsWith("_p20240101")
                .hasSize(63)
                .isNotEqualTo(monthly(two, "public", "2024-01-01"));
        Servers.execute("CREATE TABLE taken_p20240101 ()");
        assertThat(monthly("taken", "public", "2024-01-01")).isEqualTo("taken_p20240101_2");
    }

    private static String monthly(String table, String schema, String month) {
        return Servers.query("SELECT create_monthly_partition(?, ?, ?::date)", table, schema, month)
                .getFirst();
    }
}
