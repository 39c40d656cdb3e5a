package io.millrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.Database;
import io.millrace.embedded.SharedServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class TransactionsIT {
    private static Jdbi jdbi;

    @BeforeAll
    static void connect() {
        Database database = SharedServers.postgres().newDatabase("transactions");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        jdbi = Sql.over(source);
    }

    @BeforeEach
    void table() {
        jdbi.useHandle(handle -> Sql.execute(handle, "DROP TABLE IF EXISTS t; CREATE TABLE t (n int UNIQUE)"));
    }

    @Test
    void ddlComesAgainUntilOthersHaveLetGoOfTheirLock() {
        try (Handle other = jdbi.open()) {
            other.begin();
            other.execute("LOCK TABLE t");
            AtomicInteger repeats = new AtomicInteger();
            Transactions ddl = Transactions.ddl(jdbi, Duration.ofMillis(20), 5, Duration.ofMillis(1), () -> {
                if (repeats.incrementAndGet() == 2) {
                    other.commit();
                }
            });
            ddl.run("a column", handle -> Sql.execute(handle, "ALTER TABLE t ADD COLUMN m int"));
            assertThat(repeats).hasValue(2);
        }
        assertThat(columns()).containsExactly("n", "m");
    }

    @Test
    void afterTheLastAttemptTheErrorIsTold() {
        try (Handle other = jdbi.open()) {
            other.begin();
            other.execute("LOCK TABLE t");
            AtomicInteger attempts = new AtomicInteger();
            Transactions ddl = Transactions.ddl(jdbi, Duration.ofMillis(20), 3, Duration.ofMillis(1), () -> {});
            assertThatThrownBy(() -> ddl.run("a column", handle -> {
                        attempts.incrementAndGet();
                        return Sql.execute(handle, "ALTER TABLE t ADD COLUMN m int");
                    }))
                    .isInstanceOf(JdbiException.class)
                    .matches(Transactions::busy);
            assertThat(attempts).hasValue(3);
            other.rollback();
        }
        assertThat(columns()).containsExactly("n");
    }

    @Test
    void whatFailsForAReasonOfItsOwnIsNotRepeatedAndLeavesNothing() {
        AtomicInteger attempts = new AtomicInteger();
        Transactions ddl = Transactions.ddl(jdbi, Duration.ofMillis(20), 3, Duration.ofMillis(1), () -> {});
        assertThatThrownBy(() -> ddl.run("two rows", handle -> {
                    attempts.incrementAndGet();
                    return Sql.execute(handle, "INSERT INTO t VALUES (7); INSERT INTO t VALUES (7)");
                }))
                .satisfies(thrown -> assertThat(ServerError.of(thrown)).hasValueSatisfying(error -> {
                    assertThat(error.sqlState()).isEqualTo(SqlState.UNIQUE_VIOLATION);
                    assertThat(error.constraint()).isEqualTo("t_n_key");
                    assertThat(error.message()).isEqualTo("duplicate key value violates unique constraint \"t_n_key\"");
                    assertThat(error.detail()).contains("(7)");
                }));
        assertThat(attempts).hasValue(1);
        assertThat(count()).isZero();
    }

    /** A deadline of the pool has no SQLSTATE, and a failure of our own is not PostgreSQL's. */
    @Test
    void anErrorThatIsNotPostgresHasNoState() {
        assertThat(ServerError.of(new IllegalStateException("ours"))).isEmpty();
        assertThat(ServerError.stateOf(new IllegalStateException("ours"))).isEmpty();
        assertThat(ServerError.messageOf(new IllegalStateException("ours"))).isEqualTo("ours");
    }

    @Test
    void theIsolationLevelComesBeforeTheSettings() {
        Transactions snapshot = new Transactions(jdbi, "SET LOCAL work_mem = '5MB'", Transactions.Attempts.ONE)
                .beginningWith("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        String told = snapshot.run("a look", handle -> handle.createQuery(
                        "SELECT current_setting('transaction_isolation') || ' ' || current_setting('work_mem')")
                .mapTo(String.class)
                .one());
        assertThat(told).isEqualTo("repeatable read 5MB");
    }

    @Test
    void oneAtATimeHasALease() throws InterruptedException {
        Lease lease = new Lease(jdbi, "millrace.test");
        Lease another = new Lease(jdbi, "millrace.test", 7);
        assertThat(lease.tryRun(() -> {
                    assertThat(new Lease(jdbi, "millrace.test").tryRun(() -> "second"))
                            .isEmpty();
                    assertThat(another.tryRun(() -> "other")).hasValue("other");
                    return "first";
                }))
                .hasValue("first");
        assertThat(lease.tryRun(Duration.ZERO, () -> "again")).hasValue("again");
    }

    private static List<String> columns() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 ORDER BY attnum")
                .mapTo(String.class)
                .list());
    }

    private static int count() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM t")
                .mapTo(Integer.class)
                .one());
    }
}
