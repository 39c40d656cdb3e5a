package io.millrace.partition.wiring;

import io.millrace.api.archive.ArchiveState;
import io.millrace.archive.expire.ExpiryDuty;
import io.millrace.archive.expire.PartitionExpiry;
import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.log.ColumnFacts;
import io.millrace.archive.log.Manifest;
import io.millrace.archive.parquet.ParquetReader;
import io.millrace.archive.parquet.ParquetWriter;
import io.millrace.archive.restore.Restore;
import io.millrace.archive.store.ArchiveSettings;
import io.millrace.archive.store.Stores;
import io.millrace.partition.PartitionConfig;
import io.millrace.partition.meter.PartitionMeters;
import io.millrace.partitioning.apply.Detach;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.SqlState;
import io.millrace.postgres.Transactions;
import io.quarkus.arc.All;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Archiving and restoring. */
@RegisterForReflection(targets = {Manifest.class, Manifest.Facts.class, ColumnFacts.class})
final class ArchiveWiring {
    private ArchiveWiring() {}

    /** @return the settings of the configuration */
    static ArchiveSettings settings(PartitionConfig.Archive config) {
        PartitionConfig.S3 s3 = config.s3();
        return new ArchiveSettings(
                config.location(),
                new ArchiveSettings.S3(s3.endpoint(), s3.region(), s3.pathStyle(), s3.accessKey(), s3.secretKey()));
    }

    @Produces
    @Singleton
    static Stores stores(PartitionConfig config) {
        return new Stores(settings(config.archive()));
    }

    @Produces
    @Singleton
    static ParquetReader reader() {
        return new ParquetReader();
    }

    @Produces
    @Singleton
    static ParquetWriter writer(PartitionConfig config) {
        return new ParquetWriter(config.parquet().memory().asLongValue());
    }

    @Produces
    @Singleton
    static ArchiveFiles files(Stores stores, ParquetReader reader) {
        return new ArchiveFiles(stores, reader);
    }

    @Produces
    @Singleton
    static PartitionExpiry expiry(
            Jdbi jdbi,
            Transactions transactions,
            PartitionConfig config,
            Stores stores,
            PartitionMeters meters,
            @All List<FailPoint> failPoints) {
        Detach detach = new Detach(
                jdbi,
                config.lockTimeout(),
                new Transactions.Attempts(
                        config.lockAttempts(), config.lockBackoff(), SqlState.BUSY, meters::lockRetry));
        return new PartitionExpiry(jdbi, transactions, detach, stores, all(failPoints));
    }

    @Produces
    @Singleton
    static Restore restore(
            Jdbi jdbi,
            Transactions transactions,
            PgCatalog catalog,
            ArchiveFiles files,
            @All List<FailPoint> failPoints) {
        return new Restore(jdbi, transactions, catalog, files, all(failPoints));
    }

    @Produces
    @Singleton
    static ExpiryDuty duty(
            Jdbi jdbi,
            Transactions transactions,
            PartitionExpiry expiry,
            ParquetWriter writer,
            ArchiveFiles files,
            Stores stores,
            Restore restore,
            Clock clock,
            PartitionMeters meters,
            @All List<FailPoint> failPoints) {
        return new ExpiryDuty(
                jdbi, transactions, expiry, writer, files, stores, restore, all(failPoints), clock, told(meters));
    }

    private static ExpiryDuty.Listener told(PartitionMeters meters) {
        return new ExpiryDuty.Listener() {
            @Override
            public void failed() {
                meters.failed();
            }

            @Override
            public void reached(ArchiveState state) {
                meters.reached(state.toString());
            }
        };
    }

    /** Production has none; each test's looks for the places that are its own. */
    private static FailPoint all(List<FailPoint> failPoints) {
        return place -> failPoints.forEach(failPoint -> failPoint.reached(place));
    }
}
