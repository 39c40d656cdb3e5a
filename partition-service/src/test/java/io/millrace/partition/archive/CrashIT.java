package io.millrace.partition.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.archive.ArchiveState;
import io.millrace.archive.expire.ExpiryDuty;
import io.millrace.archive.expire.PartitionExpiry;
import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.file.Snapshot;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.ArchiveStep;
import io.millrace.archive.log.Archived;
import io.millrace.archive.restore.Restore;
import io.millrace.contract.dataset.Expired;
import io.millrace.partition.Api;
import io.millrace.partition.S3Server;
import io.millrace.partition.Servers;
import io.millrace.partition.archive.Crashes.Crash;
import io.millrace.postgres.Lease;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Whatever happens on the way: all rows are in a table, or in an archive that was compared with it. */
@QuarkusTest
@WithTestResource(Servers.class)
class CrashIT {
    @Inject
    ExpiryDuty duty;

    @Inject
    PartitionExpiry expiry;

    @Inject
    Restore restore;

    @Inject
    ArchiveFiles files;

    @Inject
    Crashes crashes;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
        S3Server.shared().client().close();
    }

    private interface Work {
        void run() throws Exception;
    }

    /** The schedule keeps away meanwhile. */
    private void alone(Work work) throws Exception {
        assertThat(new Lease(jdbi, "millrace.expiry").tryRun(Duration.ofSeconds(60), () -> {
                    try {
                        work.run();
                        return true;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .contains(true);
    }

    @ParameterizedTest
    @EnumSource(ArchiveStep.class)
    void afterEveryStep(ArchiveStep step) throws Exception {
        boolean out = step.compareTo(ArchiveStep.DROPPED) <= 0;
        Months months = months("crash_" + step.name().toLowerCase(Locale.ROOT));
        String partition = months.partition();
        alone(() -> {
            if (out) {
                crashes.after(step);
            }
            Archived line =
                    expiry.begin(months.table(), partition, Expired.ARCHIVE).orElseThrow();
            if (out) {
                assertThatThrownBy(duty::runOnce).isInstanceOf(Crash.class);
                nothingIsLost(months, partition, line.id());
            }
            duty.runOnce();
            Archived gone = found(line.id());
            assertThat(gone.state()).isEqualTo(ArchiveState.DROPPED);
            nothingIsLost(months, partition, line.id());

            if (!out) {
                crashes.after(step);
                assertThatThrownBy(() -> {
                            restore.begin(gone);
                            duty.runOnce();
                        })
                        .isInstanceOf(Crash.class);
                nothingIsLost(months, partition, line.id());
            } else {
                restore.begin(gone);
            }
            duty.runOnce();
            assertThat(found(line.id()).state()).isEqualTo(ArchiveState.RESTORED);
            assertThat(months.has(partition)).isTrue();
            assertThat(months.differences(months.table().sql())).isEmpty();
        });
    }

    @Test
    void aFlippedByte() throws Exception {
        damaged("flipped", bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        });
    }

    @Test
    void aFileCutShort() throws Exception {
        damaged("cut", bytes -> java.util.Arrays.copyOf(bytes, bytes.length - 5));
    }

    @Test
    void aFileThatIsMissing() throws Exception {
        damaged("missing", bytes -> new byte[0]);
    }

    /** What the archive does not give back is written again; until then the table stays. */
    private void damaged(String name, UnaryOperator<byte[]> damage) throws Exception {
        Months months = months(name);
        String partition = months.partition();
        alone(() -> {
            crashes.after(ArchiveStep.WRITTEN);
            Archived line =
                    expiry.begin(months.table(), partition, Expired.ARCHIVE).orElseThrow();
            assertThatThrownBy(duty::runOnce).isInstanceOf(Crash.class);
            replace(found(line.id()), damage);
            duty.runOnce();
            Archived noticed = found(line.id());
            assertThat(noticed.state()).isEqualTo(ArchiveState.DETACHED);
            assertThat(noticed.error()).contains(noticed.location());
            assertThat(months.differences(partition)).isEmpty();

            duty.runOnce();
            Archived dropped = found(line.id());
            assertThat(dropped.state()).isEqualTo(ArchiveState.DROPPED);
            replace(dropped, damage);
            restore.begin(dropped);
            duty.runOnce();
            Archived refused = found(line.id());
            assertThat(refused.state()).isEqualTo(ArchiveState.DROPPED);
            assertThat(refused.error()).contains(refused.location());
            assertThat(Servers.query("SELECT to_regclass(?)", partition)).containsExactly((String) null);
        });
    }

    /** Between being compared and being dropped. */
    @Test
    void aTableThatWasChangedAllTheSameIsNotDropped() throws Exception {
        Months months = months("changed");
        String partition = months.partition();
        alone(() -> {
            crashes.after(ArchiveStep.VERIFIED);
            Archived line =
                    expiry.begin(months.table(), partition, Expired.ARCHIVE).orElseThrow();
            assertThatThrownBy(duty::runOnce).isInstanceOf(Crash.class);
            Servers.execute("""
                    ALTER TABLE %1$s DISABLE TRIGGER millrace_archived;
                    UPDATE %1$s SET note = 'other' WHERE n = 1;
                    ALTER TABLE %1$s ENABLE ALWAYS TRIGGER millrace_archived
                    """.formatted(partition));
            duty.runOnce();
            Archived noticed = found(line.id());
            assertThat(noticed.state()).isEqualTo(ArchiveState.DETACHED);
            assertThat(noticed.error()).contains("was changed");
            duty.runOnce();
            Servers.execute("UPDATE %s SET note = 'other' WHERE n = 1".formatted(months.copy()));
            nothingIsLost(months, partition, line.id());
        });
    }

    private Archived found(long id) {
        return jdbi.withHandle(handle -> ArchiveLog.find(handle, id)).orElseThrow();
    }

    private static Months months(String name) {
        Months months = Months.create(name, ", n integer, note text", "archive");
        months.fill(1000, ", g, 'note ' || g");
        return months;
    }

    /** Wherever the rows are said to be, all of them are. */
    private void nothingIsLost(Months months, String partition, long id) throws Exception {
        Archived line = found(id);
        if (months.has(partition)) {
            assertThat(months.differences(months.table().sql())).isEmpty();
        } else if (line.onlyInArchive()) {
            Path file = Files.createTempFile("archived", ".parquet");
            try (Snapshot snapshot = Snapshot.open(jdbi)) {
                files.fetch(line, file);
                snapshot.execute("CREATE TABLE public.found (LIKE public.%s)".formatted(months.copy()));
                files.load(
                        snapshot.handle(),
                        line,
                        file,
                        "public.found",
                        ArchiveFiles.parquetColumns(line.manifest().facts()));
                snapshot.commit();
                assertThat(months.differences("found")).isEmpty();
            } finally {
                Servers.execute("DROP TABLE IF EXISTS found");
                Files.delete(file);
            }
        } else {
            assertThat(line.state())
                    .isIn(List.of(
                            ArchiveState.DETACHING,
                            ArchiveState.DETACHED,
                            ArchiveState.WRITTEN,
                            ArchiveState.VERIFIED));
            assertThat(months.differences(partition)).isEmpty();
        }
    }

    private static void replace(Archived line, UnaryOperator<byte[]> damage) {
        URI uri = URI.create(line.location());
        String key = uri.getPath().substring(1);
        try (S3Client client = S3Server.shared().client()) {
            byte[] bytes = client.getObjectAsBytes(
                            request -> request.bucket(uri.getHost()).key(key))
                    .asByteArray();
            byte[] damaged = damage.apply(bytes);
            if (damaged.length == 0) {
                client.deleteObject(request -> request.bucket(uri.getHost()).key(key));
            } else {
                client.putObject(request -> request.bucket(uri.getHost()).key(key), RequestBody.fromBytes(damaged));
            }
        }
    }
}
