package io.millrace.partition.wiring;

import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.parquet.ParquetWriter;
import io.millrace.partition.PartitionConfig;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.rows.archived.ArchivedRows;
import io.millrace.rows.read.ParquetAnswer;
import io.millrace.rows.read.RowReader;
import io.millrace.rows.session.ReadLimits;
import io.millrace.rows.session.ReadSessions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** Reading rows. */
final class RowsWiring {
    private RowsWiring() {}

    @Produces
    @Singleton
    static ReadSessions sessions(Jdbi jdbi, PartitionConfig config) {
        PartitionConfig.RowsConfig rows = config.rows();
        return new ReadSessions(
                jdbi, new ReadLimits(rows.atOnce(), rows.statementTimeout(), rows.idleTimeout(), config.lockTimeout()));
    }

    @Produces
    @Singleton
    static ParquetAnswer parquet(ParquetWriter writer) {
        return new ParquetAnswer(writer);
    }

    @Produces
    @Singleton
    static RowReader reader(PgCatalog catalog, ParquetAnswer parquet) {
        return new RowReader(catalog, parquet);
    }

    @Produces
    @Singleton
    static ArchivedRows archived(Jdbi jdbi, ReadSessions sessions, RowReader reader, ArchiveFiles files) {
        return new ArchivedRows(jdbi, sessions, reader, files);
    }
}
