package io.millrace.partition.wiring;

import io.agroal.api.AgroalDataSource;
import io.millrace.partition.PartitionConfig;
import io.millrace.partition.meter.PartitionMeters;
import io.millrace.postgres.Lease;
import io.millrace.postgres.Sql;
import io.millrace.postgres.Transactions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** PostgreSQL as all engines use it. */
final class Postgres {
    private Postgres() {}

    @Produces
    @Singleton
    static Jdbi jdbi(AgroalDataSource pool) {
        return Sql.over(pool);
    }

    /** Of DDL, which is most of what this service does. */
    @Produces
    @Singleton
    static Transactions transactions(Jdbi jdbi, PartitionConfig config, PartitionMeters meters) {
        return Transactions.ddl(
                jdbi, config.lockTimeout(), config.lockAttempts(), config.lockBackoff(), meters::lockRetry);
    }

    /** Who maintains the tables. */
    @Produces
    @Singleton
    static Lease lease(Jdbi jdbi) {
        return new Lease(jdbi, "millrace.maintenance");
    }
}
