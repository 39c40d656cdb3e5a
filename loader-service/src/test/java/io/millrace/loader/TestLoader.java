package io.millrace.loader;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contract.message.RowBatch;
import io.millrace.embedded.Database;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.BatchPlace;
import io.millrace.loader.batch.Delivery;
import io.millrace.loader.batch.Group;
import io.millrace.loader.load.GroupLoader;
import io.millrace.loader.load.Outcome;
import io.millrace.loader.original.Originals;
import io.millrace.postgres.Sql;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A loader without Kafka: groups go in by hand. */
public final class TestLoader {
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GroupLoader loader;
    private final AtomicInteger offset = new AtomicInteger();

    public TestLoader(DataSource source, UnitsOnly originals) {
        this(source, (Originals) originals);
    }

    /** Originals of units; of records there are none. */
    @FunctionalInterface
    public interface UnitsOnly extends Originals {
        @Override
        default Map<Long, byte[]> values(String topic, UUID topicId, int partition, SortedSet<Long> offsets) {
            return Map.of();
        }
    }

    public TestLoader(DataSource source, Originals originals) {
        this(source, originals, Map.of());
    }

    /** @param settings that differ from the defaults */
    public TestLoader(Database database, Map<String, String> settings) {
        this(source(database), (UnitsOnly) source -> Optional.empty(), settings);
    }

    private TestLoader(DataSource source, Originals originals, Map<String, String> settings) {
        loader = new GroupLoader(Sql.over(source), config(settings), originals, new LoaderMeters(registry));
    }

    /** @param settings that differ from the defaults */
    public static LoaderConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .addDiscoveredConverters()
                .withMapping(LoaderConfig.class)
                .build()
                .getConfigMapping(LoaderConfig.class);
    }

    public TestLoader(Database database) {
        this(source(database), source -> Optional.empty());
    }

    /** A pool, as the service has it: connections stay. */
    public static AgroalDataSource pool(Database database, int connections) {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(connections)
                            .acquisitionTimeout(Duration.ofSeconds(30))
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(database.jdbcUrl())
                                    .principal(new NamePrincipal(database.user()))
                                    .credential(new SimplePassword(database.password())))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static PGSimpleDataSource source(Database database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        return source;
    }

    /** The loader itself. */
    public GroupLoader groups() {
        return loader;
    }

    public Outcome load(RowBatch... batches) {
        return load(List.of(batches));
    }

    /** Loads the batches as one group and gives up at the first passing failure. */
    public Outcome load(List<RowBatch> batches) {
        return load(batches, (failure, failures, delay) -> false);
    }

    public Outcome load(List<RowBatch> batches, GroupLoader.Pause pause) {
        try {
            return loader.load(group(batches), pause);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Group group(List<RowBatch> batches) {
        List<Batch> parsed = new ArrayList<>();
        for (RowBatch batch : batches) {
            parsed.add(parse(new BatchPlace("millrace.batches", 0, offset.getAndIncrement()), batch.toByteArray()));
        }
        return new Group(parsed);
    }

    /** Loads a message that was parked, as it comes again. */
    public Outcome again(byte[] message) {
        BatchPlace place = new BatchPlace("millrace.batches", 0, offset.getAndIncrement());
        Delivery delivery = new Delivery(place, message, true, () -> CompletableFuture.completedFuture(null));
        try {
            return loader.load(new Group(List.of(Batch.parse(delivery))), (failure, failures, delay) -> false);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Batch parse(BatchPlace place, byte[] value) {
        return Batch.parse(new Delivery(place, value, false, () -> CompletableFuture.completedFuture(null)));
    }
}
