package io.millrace.partition.dataset;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Servers.class)
class KeyIT {
    private static final String KEY = "key: [label]\nonConflict: ignore\n";

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    /** The unique indexes of the parent, each with the number of its parts and of partitions, and whether it is valid. */
    private static String uniques(String table) {
        return String.join("; ", Servers.query("""
                        SELECT pg_get_indexdef(i.indexrelid, 1, true) || ',' || pg_get_indexdef(i.indexrelid, 2, true)
                               || ' ' || (SELECT count(*) FROM pg_inherits WHERE inhparent = i.indexrelid)
                               || '/' || (SELECT count(*) FROM pg_inherits WHERE inhparent = i.indrelid)
                               || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
                          FROM pg_index i WHERE i.indrelid = ?::text::regclass AND i.indisunique""", table));
    }

    private static String indexesOfPartitions(String table) {
        return Servers.query(
                        "SELECT count(*) FROM pg_index i JOIN pg_inherits h ON h.inhrelid = i.indrelid"
                                + " WHERE h.inhparent = ?::text::regclass AND i.indisunique",
                        table)
                .getFirst();
    }

    @Test
    void aNewTableHasItsUniqueIndexInEveryPartitionOnce() {
        Api.put("keyed", Api.document("keyed") + KEY).statusCode(201);
        assertThat(uniques("keyed")).isEqualTo("label,at 3/3");
        Servers.query("SELECT create_monthly_partition('keyed', 'public', '2099-01-01')");
        assertThat(uniques("keyed")).isEqualTo("label,at 4/4");
        assertThat(indexesOfPartitions("keyed")).isEqualTo("4");
        // the plain index over the same columns would be a second one for nothing
        assertThat(Servers.query("SELECT count(*) FROM pg_index WHERE indrelid = 'keyed'::regclass"))
                .containsExactly("1");
    }

    @Test
    void aKeyIsAddedToATableWithRows() {
        Api.put("late", Api.document("late")).statusCode(201);
        Servers.execute("INSERT INTO late SELECT now() + n * interval '1 day', 'a', n FROM generate_series(1, 40) n");
        Api.put("late", Api.document("late") + KEY).statusCode(200).body("version", equalTo(2));
        assertThat(uniques("late")).isEqualTo("label,at 3/3");
        assertThat(indexesOfPartitions("late")).isEqualTo("3");
        Api.put("late", Api.document("late") + KEY.replace("ignore", "error")).statusCode(200);
        Api.put("late", Api.document("late"))
                .statusCode(409)
                .body("field", equalTo("key"))
                .body("detail", containsString("use a new dataset"));
        assertThat(uniques("late")).isEqualTo("label,at 3/3");
    }

    @Test
    void duplicatesAreToldAndNothingIsLeftBehind() {
        Api.put("twice", Api.document("twice")).statusCode(201);
        Servers.execute(
                "INSERT INTO twice VALUES (date_trunc('day', now()), 'a', 1), (date_trunc('day', now()), 'a', 2)");
        Api.put("twice", Api.document("twice") + KEY)
                .statusCode(409)
                .body("type", equalTo("urn:millrace:problem:incompatible-definition"))
                .body("field", equalTo("key"))
                .body("detail", allOf(containsString("Key (label, at)=(a, "), containsString("Remove all but one")));
        assertThat(uniques("twice")).isEmpty();
        assertThat(indexesOfPartitions("twice")).isEqualTo("0");
        given().get("/v1/datasets/twice").then().body("version", equalTo(1));
        // as docs/how-to/update-rows.md has it
        Servers.execute("DELETE FROM twice t USING twice newer WHERE (t.label, t.at) = (newer.label, newer.at)"
                + " AND (t.value, t.tableoid, t.ctid) < (newer.value, newer.tableoid, newer.ctid)");
        assertThat(Servers.query("SELECT value FROM twice")).containsExactly("2");
        Api.put("twice", Api.document("twice") + KEY).statusCode(200);
        assertThat(uniques("twice")).isEqualTo("label,at 3/3");
    }

    /** A service that died between two partitions leaves an index that is not valid. */
    @Test
    void anUnfinishedIndexIsCompleted() {
        Api.put("half", Api.document("half")).statusCode(201);
        Servers.execute("CREATE UNIQUE INDEX ON ONLY half (label, at)");
        Servers.query(
                "SELECT create_monthly_partition('half', 'public', '2099-01-01')"); // has its part from the parent
        assertThat(uniques("half")).isEqualTo("label,at 1/4 invalid");
        Api.put("half", Api.document("half") + KEY).statusCode(200);
        assertThat(uniques("half")).isEqualTo("label,at 4/4");
    }

    @Test
    void writersGoOnWhileTheIndexIsBuilt() throws Exception {
        Api.put("online", Api.document("online")).statusCode(201);
        CountDownLatch written = new CountDownLatch(1);
        try (Connection writer = Servers.connect();
                Statement statement = writer.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO online VALUES (now(), 'a', 1)");
            Future<?> put = threads.submit(() -> {
                written.await();
                return Api.put("online", Api.document("online") + KEY).statusCode(200);
            });
            written.countDown();
            // the build waits for this transaction, and nobody waits for the build
            try (Connection other = Servers.connect();
                    Statement meanwhile = other.createStatement()) {
                for (int i = 0; i < 20; i++) {
                    meanwhile.execute("SET lock_timeout = '10s'");
                    meanwhile.execute("INSERT INTO online VALUES (now(), 'b', 1)");
                }
            }
            writer.commit();
            put.get();
        }
        assertThat(Servers.query("SELECT count(*) FROM online")).containsExactly("21");
        assertThat(uniques("online")).isEqualTo("label,at 3/3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE %s ADD PRIMARY KEY (at, label)",
                "CREATE UNIQUE INDEX ON %s (label, at) INCLUDE (value)",
                "ALTER TABLE %s ADD UNIQUE NULLS NOT DISTINCT (label, at)",
            })
    void aUniqueIndexThatIsThereIsUsed(String ddl) throws SQLException {
        String name = adopt(ddl);
        Api.put(name, Api.document(name) + KEY).statusCode(201);
        assertThat(Servers.query(
                        "SELECT count(*) FROM pg_index WHERE indisunique AND indrelid = ?::text::regclass", name))
                .containsExactly("1");
        Servers.execute("INSERT INTO %s VALUES (now(), 'a', 1) ON CONFLICT (label, at) DO NOTHING".formatted(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE UNIQUE INDEX ON %s (label, at) WHERE value > 1",
                "CREATE UNIQUE INDEX ON %s (lower(label), at)",
                "CREATE UNIQUE INDEX ON %s (label, at, value)",
                "CREATE INDEX ON %s (label, at)",
            })
    void oneThatConflictsCannotGoByIsNot(String ddl) throws SQLException {
        String name = adopt(ddl);
        Api.put(name, Api.document(name) + KEY).statusCode(201);
        Servers.execute("INSERT INTO %s VALUES (now(), 'a', 1) ON CONFLICT (label, at) DO NOTHING".formatted(name));
    }

    @Test
    void aDeferrableConstraintStandsInTheWay() {
        String name = adopt("ALTER TABLE %s ADD UNIQUE (label, at) DEFERRABLE");
        Api.put(name, Api.document(name) + KEY)
                .statusCode(409)
                .body("field", equalTo("key"))
                .body("detail", containsString("NOT DEFERRABLE"));
    }

    private static String adopt(String ddl) {
        String name = "adopt" + Integer.toUnsignedString(ddl.hashCode(), 36);
        Servers.execute(
                "CREATE TABLE %s (at timestamptz NOT NULL, label text NOT NULL, value double precision)".formatted(name)
                        + " PARTITION BY RANGE (at)");
        Servers.execute(ddl.formatted(name));
        Servers.query("SELECT create_monthly_partition(?, 'public', '2099-01-01')", name);
        return name;
    }

    @Test
    void aColumnThatTheTableLacksIsNoKey() {
        Servers.execute("CREATE TABLE lacking (at timestamptz NOT NULL, label text NOT NULL, value double precision)"
                + " PARTITION BY RANGE (at)");
        Api.put(
                        "lacking",
                        Api.document("lacking")
                                        .replace("indexes:", "  - {name: code, type: text, default: x}\nindexes:")
                                + "key: [code]\nonConflict: ignore\n")
                .statusCode(409)
                .body("field", equalTo("key"))
                .body("detail", containsString("'code'"));
    }
}
