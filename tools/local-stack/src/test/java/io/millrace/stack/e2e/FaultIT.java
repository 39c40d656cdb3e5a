package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.embedded.PostgresServer;
import io.millrace.stack.e2e.Installation.Answer;
import io.millrace.stack.e2e.Proxy.Moment;
import io.millrace.stack.jvm.ServiceProcess;
import io.millrace.stack.options.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault strikes in the middle of a load, of an upload and of a stream, and goes away: the table is what COPY makes of the
 * same rows, without a person's doing.
 *
 * <p>Longer, with those that wait for Kafka's time-outs: {@code -Dmillrace.faults=long -Dmillrace.faults.rows=1000000}.
 */
class FaultIT {
    private static final boolean LONG =
            System.getProperty("millrace.faults", "").equals("long");

    private static final int MORE_THAN_FITS = 200;
    private static FaultBed bed;

    @BeforeAll
    static void start() throws IOException {
        bed = FaultBed.start();
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void connectionsToPostgresAreReset() throws Exception {
        bed.survives(new FaultBed.Fault() {
            private int cut;

            @Override
            public void strike() {
                cut = bed.postgres().reset();
            }

            @Override
            public boolean felt() {
                return cut > 0;
            }
        });
    }

    @Test
    void connectionsToPostgresAreHalfOpen() throws Exception {
        bed.survives(new FaultBed.Fault() {
            private double before;

            @Override
            public void strike() {
                before = bed.retries();
                assertThat(bed.postgres().halfOpen()).isPositive();
            }

            @Override
            public boolean felt() {
                return bed.postgres().swallowed() > 0 && bed.retries() > before;
            }

            @Override
            public void end() {
                bed.postgres().forget();
            }
        });
    }

    @Test
    void postgresIsFarAway() throws Exception {
        bed.survives(new FaultBed.Fault() {
            @Override
            public void strike() {
                bed.postgres().delay(Duration.ofMillis(200));
            }

            @Override
            public boolean felt() {
                return bed.postgres().late() > 20;
            }

            @Override
            public void end() {
                bed.postgres().delay(Duration.ZERO);
            }
        });
    }

    @Test
    void postgresIsCutOffAndBack() throws Exception {
        bed.survives(new FaultBed.Fault() {
            private double before;

            @Override
            public void strike() {
                before = bed.retries();
                bed.postgres().cutOff();
            }

            @Override
            public boolean felt() {
                return bed.retries() > before + 2;
            }

            @Override
            public void end() {
                bed.postgres().back();
            }
        });
    }

    @Test
    void kafkaIsCutOffAndBack() throws Exception {
        bed.survives(new FaultBed.Fault() {
            private long before;

            @Override
            public void strike() {
                before = bed.kafka().refused();
                bed.kafka().cutOff();
            }

            @Override
            public boolean felt() {
                return bed.kafka().refused() > before + 20;
            }

            @Override
            public void end() {
                bed.kafka().back();
            }
        });
    }

    @Test
    @EnabledIfSystemProperty(named = "millrace.faults", matches = "long") // half a minute until a request has timed out
    void connectionsToKafkaAreHalfOpen() throws Exception {
        bed.survives(new FaultBed.Fault() {
            @Override
            public void strike() {
                assertThat(bed.kafka().halfOpen()).isPositive();
            }

            @Override
            public boolean felt() {
                return bed.kafka().swallowed() > 0;
            }
        });
        bed.kafka().forget();
    }

    @Test
    void kafkaIsFarAway() throws Exception {
        bed.survives(new FaultBed.Fault() {
            @Override
            public void strike() {
                bed.kafka().delay(Duration.ofMillis(200));
            }

            @Override
            public boolean felt() {
                return bed.kafka().late() > 20;
            }

            @Override
            public void end() {
                bed.kafka().delay(Duration.ZERO);
            }
        });
    }

    @Test
    void postgresIsReadOnly() throws Exception {
        bed.survives(new FaultBed.Fault() {
            private double before;

            @Override
            public void strike() {
                before = bed.retries();
                bed.installation().sql("ALTER SYSTEM SET default_transaction_read_only = on");
                bed.installation().sql("SELECT pg_reload_conf()");
            }

            @Override
            public boolean felt() {
                return bed.retries() > before + 1;
            }

            @Override
            public void end() {
                bed.installation().sql("ALTER SYSTEM RESET default_transaction_read_only");
                bed.installation().sql("SELECT pg_reload_conf()");
            }
        });
    }

    @Test
    void postgresIsOutOfConnections() throws Exception {
        bed.survives(new FaultBed.Fault() {
            private final List<Connection> hogs = new ArrayList<>();
            private double before;

            @Override
            public void strike() throws SQLException {
                before = bed.retries();
                take();
            }

            /** All that are free, then those of the services, too. */
            private void take() throws SQLException {
                hogs.add(bed.installation().stack().database().connect());
                while (true) {
                    hogs.getFirst()
                            .createStatement()
                            .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type ="
                                    + " 'client backend' AND application_name <> 'PostgreSQL JDBC Driver'");
                    try {
                        while (true) {
                            hogs.add(bed.installation().stack().database().connect());
                        }
                    } catch (SQLException full) {
                        assertThat(full.getSQLState()).isEqualTo("53300");
                        try (var others = hogs.getFirst()
                                .createStatement()
                                .executeQuery("SELECT count(*) FROM pg_stat_activity WHERE backend_type ="
                                        + " 'client backend' AND application_name <> 'PostgreSQL JDBC Driver'")) {
                            others.next();
                            if (others.getInt(1) == 0) {
                                return;
                            }
                        }
                    }
                }
            }

            @Override
            public boolean felt() {
                return bed.retries() > before + 1;
            }

            @Override
            public void end() throws SQLException {
                for (Connection hog : hogs) {
                    hog.close();
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void theLoaderIsKilledAtItsCommit(Moment moment) throws Exception {
        bed.survives(new Killed(Component.LOADER, bed.postgres(), "millrace-loader COMMIT", moment));
    }

    @Test
    void theAnswerToACommitIsLost() throws Exception {
        bed.survives(new FaultBed.Fault() {
            @Override
            public void strike() {
                bed.postgres().trap("millrace-loader COMMIT", Moment.ANSWERED, () -> {});
            }

            @Override
            public boolean felt() {
                return bed.postgres().trapped();
            }
        });
    }

    /** One suffices by default: what Kafka delivers again is dropped, whichever moment it was. */
    private static List<Moment> moments() {
        return LONG ? List.of(Moment.values()) : List.of(Moment.SENT);
    }

    @ParameterizedTest
    @MethodSource("moments")
    void transformIsKilledWhenItSendsABatch(Moment moment) throws Exception {
        bed.survives(new Killed(
                Component.TRANSFORM, bed.kafka(), Protocol.Kafka.PRODUCE + " kafka-producer-batches", moment));
    }

    @ParameterizedTest
    @MethodSource("moments")
    void ingestIsKilledWhenItSendsAUnit(Moment moment) throws Exception {
        bed.survives(new Killed(Component.INGEST, bed.kafka(), Protocol.Kafka.PRODUCE + " producer-1", moment));
    }

    @Test
    void unitsAndBatchesComeTwiceAndInAnyOrder() throws Exception {
        Installation at = bed.installation();
        bed.survives(new FaultBed.Fault() {
            private long before;

            @Override
            public void strike() {
                before = repeats();
                assertThat(Replay.of(at, "millrace.units", 1)).isPositive();
                assertThat(Replay.of(at, "millrace.batches", 2)).isPositive();
            }

            @Override
            public boolean felt() {
                return repeats() > before;
            }

            private long repeats() {
                return Long.parseLong(at.sql("SELECT coalesce(sum(repeats), 0) FROM millrace.ledger"));
            }
        });
        Replay.awaitRead(at, "millrace-transform", "millrace.units");
        Replay.awaitRead(at, "millrace-loader", "millrace.batches");
        bed.assertExact();
    }

    @Test
    void aLateRowHasItsPartitionMadeAgainThatWasDropped() {
        Installation at = bed.installation();
        at.dataset("late", Datasets.readings("late", "public.late"));
        String late = Sensors.HEADER + "s1,2025-01-05T00:00:00Z,20.5,50,1000,OK\n";
        assertThat(at.load("late", late).state()).isEqualTo("complete");
        at.sql("DROP TABLE " + at.sql("SELECT tableoid::regclass FROM public.late"));
        Answer ended = at.load("late", late);
        assertThat(ended.state()).as("%s", ended.json()).isEqualTo("complete");
        assertThat(at.sql("SELECT count(*) FROM public.late")).isEqualTo("1");
    }

    @Test
    void theDiskOfATableIsFull() throws Exception {
        assumeTrue(SmallDisk.isPossible(), "a small disk cannot be mounted here; root can");
        Installation at = bed.installation();
        try (SmallDisk disk = SmallDisk.mount(Path.of("target/small-disk").toAbsolutePath(), 64)) {
            Path place = Files.createDirectory(disk.root().resolve("tables"));
            at.sql("CREATE TABLESPACE small LOCATION '" + place + "'");
            at.sql("ALTER SYSTEM SET default_tablespace = small");
            at.sql("SELECT pg_reload_conf()");
            at.dataset("full", Datasets.readings("full", "public.full_disk"));
            at.load("full", Sensors.HEADER + "s1,2025-01-05T00:00:00Z,20.5,50,1000,OK\n");
            at.sql("ALTER SYSTEM RESET default_tablespace");
            at.sql("SELECT pg_reload_conf()");
            disk.fill();
            double before = bed.retries();
            String rows = "s1,2025-01-05T00:00:00Z,20.5,50,1000,OK\n".repeat(50_000);
            Answer accepted = at.upload("full", Sensors.HEADER + rows);
            await("the full disk is felt").atMost(Duration.ofMinutes(1)).until(() -> bed.retries() > before);
            disk.free();
            Answer ended = at.ended(accepted.id());
            assertThat(ended.state()).as("%s", ended.json()).isEqualTo("complete");
            assertThat(at.sql("SELECT count(*) FROM public.full_disk")).isEqualTo("50001");
            at.sql("DROP TABLE public.full_disk");
            at.sql("DROP TABLESPACE small");
        }
    }

    /** PostgreSQL goes down by itself then, and somebody, such as Kubernetes, has to start it when there is room again. */
    @Test
    void theDiskOfTheWriteAheadLogIsFull() throws Exception {
        assumeTrue(SmallDisk.isPossible(), "a small disk cannot be mounted here; root can");
        PostgresServer postgres = bed.installation().stack().postgres();
        Path wal = bed.installation().stack().options().state().resolve("data/postgres/pg_wal");
        try (SmallDisk disk = SmallDisk.mount(Path.of("target/small-wal").toAbsolutePath(), 512)) {
            postgres.stop();
            SmallDisk.move(wal, disk.root().resolve("wal"));
            Files.createSymbolicLink(wal, disk.root().resolve("wal"));
            postgres.start();
            try {
                bed.survives(new FaultBed.Fault() {
                    private double before;

                    @Override
                    public void strike() throws IOException {
                        before = bed.retries();
                        disk.fill();
                        try {
                            for (int i = 0; i < MORE_THAN_FITS; i++) { // into the segments that are kept for later, too
                                bed.installation()
                                        .sql("SELECT pg_logical_emit_message(true, 'x', repeat('x', 8000000))");
                            }
                            fail("there is still room for WAL");
                        } catch (IllegalStateException goneDown) {
                            assertThat(goneDown).hasCauseInstanceOf(SQLException.class);
                        }
                    }

                    @Override
                    public boolean felt() {
                        return bed.retries() > before + 1;
                    }

                    @Override
                    public void end() throws IOException {
                        disk.free();
                        postgres.stopImmediate();
                        postgres.start();
                    }
                });
            } finally {
                postgres.stop();
                Files.delete(wal);
                SmallDisk.move(disk.root().resolve("wal"), wal);
                postgres.start();
            }
        }
    }

    /** SIGKILL at the moment at which a message passes, and started again. */
    private record Killed(Component component, Proxy way, String says, Moment moment) implements FaultBed.Fault {
        @Override
        public void strike() {
            way.trap(says, moment, bed.service(component)::kill);
        }

        @Override
        public boolean felt() {
            ServiceProcess service = bed.service(component);
            return way.trapped() && !service.isRunning();
        }

        @Override
        public void end() {
            bed.service(component).start();
        }

        @Override
        public Set<Component> killed() {
            return Set.of(component);
        }
    }
}
