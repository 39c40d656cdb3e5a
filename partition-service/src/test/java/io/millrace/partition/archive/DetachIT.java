package io.millrace.partition.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.archive.expire.PartitionExpiry;
import io.millrace.archive.store.ArchiveSettings;
import io.millrace.archive.store.Stores;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.partitioning.apply.Detach;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.Transactions;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Servers.class)
class DetachIT {
    @Inject
    PartitionExpiry expiry;

    @Inject
    Transactions transactions;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    /** It began before, so it may still look at the partition; writers need not wait for it. */
    @Test
    void aLongSelectHoldsUpTheDetachAndNobodyElse() throws Exception {
        TableName table = table("watched");
        try (Connection reader = Servers.connect();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            reader.setAutoCommit(false);
            Servers.query(reader, "SELECT count(*) FROM watched");
            Future<?> detaching = threads.submit(() -> expiry.expire(table, "watched_p20200101"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> pending("watched_p20200101"));
            Servers.execute("SET lock_timeout = '100ms'; INSERT INTO watched VALUES ('2020-02-02')");
            assertThatThrownBy(detaching::get).hasMessageContaining("still in use by transactions that began before");
            assertThat(state("watched")).containsExactly("detaching");
            Servers.execute("SET lock_timeout = '100ms'; INSERT INTO watched VALUES ('2020-02-03')");
            reader.rollback();
        }
        assertThat(expiry.expire(table, "watched_p20200101")).contains("watched_p20200101");
        assertThat(state("watched")).containsExactly("detached");
        assertThat(Servers.query("SELECT count(*) FROM watched_p20200101")).containsExactly("1");
        assertThat(Servers.query("SELECT count(*) FROM watched")).containsExactly("2");
    }

    @Test
    void aDefaultPartitionIsInTheWay() {
        TableName table = table("defaulted");
        Servers.execute("CREATE TABLE rest PARTITION OF defaulted DEFAULT");
        assertThatThrownBy(() -> expiry.expire(table, "defaulted_p20200101"))
                .hasMessageContaining("default partition exists")
                .hasMessageContaining("Detach a DEFAULT partition of public.defaulted first");
        Servers.execute("ALTER TABLE defaulted DETACH PARTITION rest");
        assertThat(expiry.expire(table, "defaulted_p20200101")).isPresent();
    }

    /** Nothing is detached that would then have nowhere to go. */
    @Test
    void whatIsToBeArchivedStaysWhereThereIsNoArchive() {
        TableName table = table("homeless");
        Servers.execute("UPDATE millrace.partition_set SET expired = 'archive' WHERE table_name = 'homeless'");
        Stores nowhere = new Stores(new ArchiveSettings(
                Optional.empty(),
                new ArchiveSettings.S3(Optional.empty(), "", false, Optional.empty(), Optional.empty())));
        Detach detach = new Detach(jdbi, Duration.ofSeconds(1), Transactions.Attempts.ONE);
        PartitionExpiry without = new PartitionExpiry(jdbi, transactions, detach, nowhere, FailPoint.NONE);
        assertThatThrownBy(() -> without.expire(table, "homeless_p20200101"))
                .hasMessageContaining("homeless_p20200101 stays where it is")
                .hasMessageContaining("set millrace.partition.archive.location");
        assertThat(Servers.query("SELECT count(*) FROM homeless")).containsExactly("1");
        assertThat(state("homeless")).isEmpty();
    }

    @Test
    void whatIsNotThereAnyMoreIsNothingToDo() {
        TableName table = table("emptied");
        Servers.execute("DROP TABLE emptied_p20200101");
        assertThat(expiry.expire(table, "emptied_p20200101")).isEmpty();
    }

    /** A kept table that somebody dropped does not stand in the way of another one of its name. */
    @Test
    void aNameThatComesAgain() {
        TableName table = table("again");
        expiry.expire(table, "again_p20200101");
        Servers.execute(
                "DROP TABLE again_p20200101; SELECT millrace.ensure_partitions('again', '2020-01-05', '2020-01-05')");
        assertThat(expiry.expire(table, "again_p20200101")).isPresent();
        assertThat(state("again")).containsExactly("gone", "detached");
    }

    private static TableName table(String name) {
        Servers.execute("""
                CREATE TABLE %1$s (at date NOT NULL) PARTITION BY RANGE (at);
                INSERT INTO millrace.partition_set (schema_name, table_name, time_column, step, premake, retention)
                VALUES ('public', '%1$s', 'at', 'month', 1, '100 years');
                SELECT millrace.ensure_partitions('%1$s', '2020-01-15', '2020-02-15');
                INSERT INTO %1$s VALUES ('2020-01-02')
                """.formatted(name));
        return new TableName("public", name);
    }

    private static boolean pending(String partition) {
        return Servers.query("SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = to_regclass(?)", partition)
                .equals(List.of("t"));
    }

    private static List<String> state(String table) {
        return Servers.query("SELECT state FROM millrace.archive WHERE table_name = ? ORDER BY id", table);
    }
}
