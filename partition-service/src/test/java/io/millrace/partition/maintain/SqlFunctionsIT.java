package io.millrace.partition.maintain;

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
import org.assertj.core.api.InstanceOfAssertFactories;
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

    private static final String ON_DEMAND = """
            SELECT concat_ws(' ', to_char(lower AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'),
                             to_char(upper AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'))
              FROM millrace.ensure_partition(?::text::regclass, ?::timestamptz, ?)""";

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

    /** Two rows, of now and of 14 months ago, by the hour: two partitions, not ten thousand. */
    @Test
    void aRowGetsItsPartitionAndNothingBetweenIsMade() {
        Api.put("sparse", Api.document("sparse").replace("month", "hour")).statusCode(201);
        long before = partitions("sparse");
        assertThat(onDemand("sparse", "2025-03-30T02:30:00+02:00", 1000))
                .isEqualTo("2025-03-30 00:00 2025-03-30 01:00");
        assertThat(onDemand("sparse", "2026-05-31T23:59:59.999999Z", 1000))
                .isEqualTo("2026-05-31 23:00 2026-06-01 00:00");
        assertThat(partitions("sparse")).isEqualTo(before + 2);
        // and it is found when it is there
        assertThat(onDemand("sparse", "2026-05-31T23:00:00Z", 0)).isEqualTo("2026-05-31 23:00 2026-06-01 00:00");
        assertThat(partitions("sparse")).isEqualTo(before + 2);
    }

    /** An adopted table may have any bounds: what they leave of a step is a partition. */
    @Test
    void aStepThatIsCoveredInPartGivesItsRest() {
        Servers.execute("""
                CREATE TABLE remains (t timestamptz NOT NULL, sensor text, v double precision) PARTITION BY RANGE (t);
                CREATE TABLE remains_old PARTITION OF remains FOR VALUES FROM (MINVALUE) TO ('2020-02-10Z');
                CREATE TABLE remains_mid PARTITION OF remains FOR VALUES FROM ('2020-02-20Z') TO ('2020-02-25Z');
                INSERT INTO millrace.partition_set (schema_name, table_name, time_column, step, premake)
                VALUES ('public', 'remains', 't', 'month', 0)""");
        assertThat(onDemand("remains", "2020-02-12T00:00:00Z", 1000)).isEqualTo("2020-02-10 00:00 2020-02-20 00:00");
        assertThat(onDemand("remains", "2020-02-25T00:00:00Z", 1000)).isEqualTo("2020-02-25 00:00 2020-03-01 00:00");
        assertThat(Servers.query(
                        "SELECT lower || ' ' || upper FROM millrace.ensure_partition('remains', '1900-01-01Z')"))
                .singleElement()
                .asString()
                .startsWith("-infinity 2020-02-1");
        assertThat(partitions("remains")).isEqualTo(4);
    }

    @Test
    void thereIsALimitForATableAndHourThatSaysWhatToDo() {
        for (String name : List.of("limited", "unlimited")) {
            Api.put(name, Api.document(name).replace("month", "day")).statusCode(201);
        }
        onDemand("limited", "2001-01-01T00:00:00Z", 2);
        onDemand("limited", "2002-01-01T00:00:00Z", 2);
        assertThatThrownBy(() -> onDemand("limited", "2003-01-01T00:00:00Z", 2))
                .hasMessageContaining("limited has no partition for 2003-01-01 00:00:00+00, and got 2")
                .hasMessageContaining("mistyped year")
                .hasMessageContaining("partitioning.interval than day")
                .hasMessageContaining("tried again by itself")
                .rootCause()
                .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo("55000");
        // what is there is there, other tables have their own limit, a failed attempt counts for nothing
        assertThat(onDemand("limited", "2002-01-01T12:00:00Z", 2)).isEqualTo("2002-01-01 00:00 2002-01-02 00:00");
        onDemand("unlimited", "2003-01-01T00:00:00Z", 2);
        assertThat(Servers.query("SELECT made FROM millrace.partitions_made WHERE table_name = 'limited'"))
                .containsExactly("2");
        // an hour later
        Servers.execute(
                "UPDATE millrace.partitions_made SET hour = hour - interval '1 hour' WHERE table_name = 'limited'");
        assertThat(onDemand("limited", "2003-01-01T00:00:00Z", 2)).isEqualTo("2003-01-01 00:00 2003-01-02 00:00");
        assertThat(Servers.query("SELECT made FROM millrace.partitions_made WHERE table_name = 'limited'"))
                .containsExactly("1");
    }

    @Test
    void eightCallersAtOnceGetOnePartition() throws Exception {
        Api.put("demanded", Api.document("demanded")).statusCode(201);
        Callable<String> ensure = () -> onDemand("demanded", "2019-11-15T00:00:00Z", 1000);
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<String> result : threads.invokeAll(Collections.nCopies(16, ensure))) {
                assertThat(result.get()).isEqualTo("2019-11-01 00:00 2019-12-01 00:00");
            }
        }
        assertThat(Servers.query("SELECT made FROM millrace.partitions_made WHERE table_name = 'demanded'"))
                .containsExactly("1");
    }

    @Test
    void whatHasNoPolicyAndWhatIsNoTimeGetNoPartition() {
        assertThatThrownBy(() -> onDemand("pg_class", "2020-01-01T00:00:00Z", 1000))
                .hasMessageContaining("belongs to no partition set");
        Api.put("endless", Api.document("endless")).statusCode(201);
        assertThatThrownBy(() -> onDemand("endless", "infinity", 1000)).hasMessageContaining("cannot make partitions");
    }

    @Test
    void absurdSpansAreRefused() {
        Api.put("absurd", Api.document("absurd").replace("month", "day")).statusCode(201);
        assertThatThrownBy(() -> Servers.query(ENSURE, "absurd", "1990-01-01T00:00:00Z", "2020-01-01T00:00:00Z"))
                .hasMessageContaining("more than 10000 partitions");
        assertThatThrownBy(() -> Servers.query(ENSURE, "absurd", "-infinity", "2020-01-01T00:00:00Z"))
                .hasMessageContaining("cannot make partitions");
        assertThatThrownBy(() -> Servers.query(ENSURE, "pg_class", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"))
                .hasMessageContaining("belongs to no partition set");
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

    /** Leap days, year's ends, before 1970, before Christ, far ahead; hours where summer time begins and ends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hour    | 2026-03-29 00:30Z | 2026-03-29 02:10Z | _0000 _0100 _0200",
                "hour    | 2026-11-01 05:59Z | 2026-11-01 07:00Z | _0500 _0600 _0700",
                "hour    | 1969-12-31 23:59Z | 1970-01-01 00:00Z | _2300 _0000",
                "day     | 2024-02-28 12:00Z | 2024-03-01 00:00Z | 0228 0229 0301",
                "week    | 2026-12-31 12:00Z | 2027-01-04 00:00Z | 1228 0104",
                "quarter | 2023-12-31 23:59Z | 2024-04-01 00:00Z | 1001 0101 0401",
                "month   | 9998-12-31 00:00Z | 9999-01-01 00:00Z | 1201 0101",
                "year    | 0044-03-15 00:00 BC | 0043-01-01 00:00 BC | 00440101 00430101",
            })
    void everyIntervalTilesWhateverTheTime(String step, String from, String to, String names) {
        Servers.execute("DROP TABLE IF EXISTS stepped; CREATE TABLE stepped (t timestamptz) PARTITION BY RANGE (t)");
        assertThat(Servers.query(
                        "SELECT millrace.fill_partitions('stepped', ?, ?::timestamptz, ?::timestamptz)",
                        step,
                        from,
                        to))
                .containsExactly(Integer.toString(names.split(" ").length));
        assertThat(Servers.query(
                        "SELECT bool_and(coalesce(upper = next, true)) AND min(lower) <= ?::timestamptz"
                                + " AND max(upper) > ?::timestamptz"
                                + " FROM (SELECT *, lead(lower) OVER (ORDER BY lower) AS next FROM millrace.partitions('stepped')) p",
                        from,
                        to))
                .containsExactly("t");
        assertThat(Servers.query("SELECT partition::text FROM millrace.partitions('stepped')"))
                .zipSatisfy(List.of(names.split(" ")), (partition, end) -> assertThat(partition)
                        .endsWith(end));
    }

    @Test
    void aPartitionThatIsBeingDetachedIsWaitedFor() throws SQLException {
        Api.put("leaving", Api.document("leaving")).statusCode(201);
        Servers.query("SELECT create_monthly_partition('leaving', 'public', '2020-01-01')");
        try (Connection reader = Servers.connect()) {
            reader.setAutoCommit(false);
            Servers.query(reader, "SELECT count(*) FROM leaving");
            assertThatThrownBy(() -> Servers.execute(
                            "ALTER TABLE leaving DETACH PARTITION leaving_p20200101 CONCURRENTLY", "200ms"))
                    .hasMessageContaining("lock timeout");
            assertThatThrownBy(() -> Servers.query(ENSURE, "leaving", "2020-01-15T00:00:00Z", "2020-01-15T00:00:00Z"))
                    .hasMessageContaining("is being detached");
            assertThatThrownBy(() -> onDemand("leaving", "2020-01-15T00:00:00Z", 1000))
                    .hasMessageContaining("is being detached")
                    .rootCause()
                    .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
                    .extracting(SQLException::getSQLState)
                    .isEqualTo("55P03");
            assertThat(Servers.query(ENSURE, "leaving", "2020-02-15T00:00:00Z", "2020-02-15T00:00:00Z"))
                    .containsExactly("1");
        }
        Servers.execute("ALTER TABLE leaving DETACH PARTITION leaving_p20200101 FINALIZE");
        assertThat(Servers.query(ENSURE, "leaving", "2020-01-15T00:00:00Z", "2020-01-15T00:00:00Z"))
                .containsExactly("1");
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
            assertThat(Servers.query(own, ON_DEMAND, name, "2017-01-01T00:00:00Z", 1000))
                    .containsExactly("2017-01-01 00:00 2017-02-01 00:00");
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

    /** @return the bounds of the partition that the time belongs to */
    private static String onDemand(String table, String at, int most) {
        return Servers.query(ON_DEMAND, table, at, most).getFirst();
    }

    private static long partitions(String table) {
        return Long.parseLong(Servers.query("SELECT count(*) FROM millrace.partitions(?::text::regclass)", table)
                .getFirst());
    }

    private static String monthly(String table, String schema, String month) {
        return Servers.query("SELECT create_monthly_partition(?, ?, ?::date)", table, schema, month)
                .getFirst();
    }
}
