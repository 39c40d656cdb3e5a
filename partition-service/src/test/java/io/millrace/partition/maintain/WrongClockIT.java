package io.millrace.partition.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.partition.MaintenanceReport;
import io.millrace.api.partition.MaintenanceReport.Item;
import io.millrace.api.partition.MaintenanceReport.Kind;
import io.millrace.migration.run.MigrationStore;
import io.millrace.partition.Api;
import io.millrace.partition.PartitionConfig;
import io.millrace.partition.Servers;
import io.millrace.partition.archive.ExpirySchedule;
import io.millrace.partition.meter.PartitionMeters;
import io.millrace.partitioning.apply.PartitionApplier;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.catalog.PgCatalog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's clock is set forward, so that everything would be past its retention, or back. */
@QuarkusTest
@WithTestResource(Servers.class)
class WrongClockIT {
    @Inject
    PartitionSets sets;

    @Inject
    PgCatalog catalog;

    @Inject
    MigrationStore migrations;

    @Inject
    PartitionApplier applier;

    @Inject
    Event<ExpirySchedule.Due> due;

    @Inject
    PartitionConfig config;

    @Inject
    PartitionMeters meters;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P4000D", "P400D", "P1D", "-P1D", "-P400D"})
    void nothingIsTakenAwayAndLittleIsMade(String offset) {
        String old = prepared();
        MaintenanceReport report = run(Duration.parse(offset));
        assertThat(report.changes()).extracting(Item::kind).doesNotContain(Kind.DETACH, Kind.REPLACE);
        assertThat(report.changes())
                .filteredOn(change -> change.kind() == Kind.CREATE)
                .hasSizeLessThanOrEqualTo(6);
        assertThat(partitions()).contains(old);
    }

    @Test
    void aLittleApartIsUsual() {
        String old = prepared();
        assertThat(run(Duration.ofMinutes(5)).changes()).extracting(Item::kind).contains(Kind.DETACH);
        assertThat(partitions()).doesNotContain(old);
    }

    /** Of a table that nobody else looks after meanwhile. @return a partition that is past its retention */
    private static String prepared() {
        Servers.execute("""
                CREATE TABLE IF NOT EXISTS clocked (at timestamptz NOT NULL) PARTITION BY RANGE (at);
                INSERT INTO millrace.partition_set (schema_name, table_name, time_column, step, premake, retention)
                VALUES ('public', 'clocked', 'at', 'month', 2, '2 months')""");
        return Servers.query("SELECT create_monthly_partition('clocked', 'public', '2019-01-01')")
                .getFirst();
    }

    @AfterEach
    void forget() {
        Servers.execute("DELETE FROM millrace.partition_set WHERE table_name = 'clocked'");
    }

    private MaintenanceReport run(Duration offset) {
        Maintenance maintenance = new Maintenance(
                sets, catalog, migrations, applier, due, config, meters, jdbi, Clock.offset(Clock.systemUTC(), offset));
        return maintenance.run(
                jdbi.withHandle(handle -> sets.find(handle, "public.clocked")).orElseThrow());
    }

    private static List<String> partitions() {
        return Servers.query("SELECT partition::text FROM millrace.partitions('clocked')");
    }
}
