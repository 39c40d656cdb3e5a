package io.millrace.partition.migrate;

import static io.millrace.partition.migrate.MigrationCalls.awaitState;
import static io.millrace.partition.migrate.MigrationCalls.begin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.rows.session.ReadSession;
import io.millrace.rows.session.ReadSessions;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Whatever is going on, the API finds a connection, and every connection comes back as it was given. */
@QuarkusTest
@WithTestResource(Servers.class)
class ConnectionsIT {
    private static final String LEASES = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            + " AND classid = hashtext('millrace.migration')::bigint & 4294967295 AND database ="
            + " (SELECT oid FROM pg_database WHERE datname = current_database())";
    private static final String OPEN = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            + " AND state LIKE 'idle in transaction%'";

    @Inject
    Dying dying;

    @Inject
    ReadSessions sessions;

    @Inject
    Jdbi jdbi;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int size;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    /** More than there are connections. */
    @Test
    void asManyMigrationsAsYouLikeLeaveConnectionsToTheApi() {
        List<Long> ids = new ArrayList<>();
        dying.shutGate();
        try {
            for (int i = 0; i <= size; i++) {
                String table = "queued_" + i;
                Servers.execute("CREATE TABLE %1$s (at timestamptz NOT NULL); INSERT INTO %1$s VALUES ('2026-01-02Z')"
                        .formatted(table));
                ids.add(begin(MigrationCalls.copy(table)));
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Servers.query(LEASES)
                    .equals(List.of("2")));
            Api.put("beside", Api.document("beside")).statusCode(201);
            given().get("/v1/datasets/beside/partitions/health").then().statusCode(200);
            given().post("/v1/datasets/beside/partitions/maintenance").then().statusCode(200);
            assertThat(Servers.query(LEASES)).containsExactly("2");
        } finally {
            dying.openGate();
        }
        ids.forEach(id -> awaitState(id, "swapped"));
        assertThat(Servers.query(LEASES)).containsExactly("0");
    }

    /** A cancel that is sent when the last row was read comes while the transaction ends. */
    @Test
    void aReaderThatIsCancelledLateLeavesNoOpenTransaction() throws SQLException {
        for (int i = 0; i < 20; i++) {
            ReadSession session = sessions.open();
            int pid =
                    session.handle().getConnection().unwrap(PGConnection.class).getBackendPID();
            AtomicBoolean ended = new AtomicBoolean();
            var flood = CompletableFuture.runAsync(() -> {
                while (!ended.get()) {
                    Servers.query("SELECT count(pg_cancel_backend(?)) FROM generate_series(1, 2000)", pid);
                }
            });
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> Servers.query(OPEN)
                    .contains(Integer.toString(pid)));
            session.close();
            ended.set(true);
            flood.join();
            assertThat(Servers.query(OPEN)).doesNotContain(Integer.toString(pid));
        }
    }

    @Test
    void whoWaitedInVainForAConnectionLeavesNoneBehind() {
        List<Handle> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(jdbi.open());
        }
        List<CompletableFuture<Handle>> inVain = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            inVain.add(CompletableFuture.supplyAsync(
                    jdbi::open, runnable -> Thread.ofVirtual().start(runnable)));
        }
        inVain.forEach(waiting -> assertThatThrownBy(waiting::join).hasMessageContaining("acquisition timeout"));
        given().get("/v1/datasets").then().statusCode(503);
        all.forEach(Handle::close);
        // all of them can be had again
        all.clear();
        for (int i = 0; i < size; i++) {
            all.add(jdbi.open());
        }
        all.forEach(Handle::close);
        given().get("/v1/datasets").then().statusCode(200);
    }
}
