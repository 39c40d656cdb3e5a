package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stack.Component;
import io.millrace.stack.ServiceProcess;
import io.millrace.stack.e2e.Proxy.Moment;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each fault strikes in the middle of a load, of an upload and of a stream, and goes away: the table is what COPY makes of the
 * same rows, without a person's doing.
 *
 * <p>Longer: {@code -Dmillrace.faults.rows=1000000}.
 */
class FaultIT {
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

    @ParameterizedTest
    @EnumSource(Moment.class)
    void transformIsKilledWhenItSendsABatch(Moment moment) throws Exception {
        bed.survives(new Killed(
                Component.TRANSFORM, bed.kafka(), Protocol.Kafka.PRODUCE + " kafka-producer-batches", moment));
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void ingestIsKilledWhenItSendsAUnit(Moment moment) throws Exception {
        bed.survives(
                new Killed(Component.INGEST, bed.kafka(), Protocol.Kafka.PRODUCE + " kafka-producer-units", moment));
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
