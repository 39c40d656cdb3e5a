package io.millrace.migration.swap;

import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableSize;
import io.millrace.migration.shape.TableStatements;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.postgres.Sql;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a table before a plan for it can be made.
 *
 * @param dataset the one that the table belongs to
 * @param foreignPartition one that is a foreign table
 * @param taken those of the names that will be needed that have something under them
 * @param times what times the rows have; null when nobody asked them
 */
record SwapFacts(
        Optional<TableShape> shape,
        @Nullable String dataset,
        @Nullable String foreignPartition,
        List<TableName> taken,
        @Nullable TimeSpan times,
        TableSize size) {
    private static final String FOREIGN_PARTITIONS = """
            SELECT c.oid::regclass::text AS name FROM pg_partition_tree(to_regclass(?)) t
              JOIN pg_class c ON c.oid = t.relid WHERE c.relkind = 'f'
            """;

    /** @param transaction its time zone becomes UTC: dates are midnights there */
    static SwapFacts read(Handle transaction, MigrationRequest request) {
        Sql.execute(transaction, "SET LOCAL TimeZone = 'UTC'");
        TableName table = request.table();
        SwapFacts facts = new SwapFacts(
                ShapeReader.read(transaction, table),
                PartitionSets.find(transaction, table)
                        .map(PartitionSet::dataset)
                        .orElse(null),
                transaction
                        .select(FOREIGN_PARTITIONS, table.sql())
                        .mapTo(String.class)
                        .findFirst()
                        .orElse(null),
                List.of(),
                null,
                TableSize.read(transaction, table.sql()));
        return SwapPlanner.unfit(request, facts).isPresent() ? facts : facts.completed(transaction, request);
    }

    /** What a table that is fit to be copied is asked besides. To ask the rows for their times may take long. */
    private SwapFacts completed(Handle transaction, MigrationRequest request) {
        TargetTable target = Exchange.target(request);
        List<TableName> inTheWay = Stream.of(target.work(request.table()), target.retired(request.table()))
                .filter(name -> TableStatements.isThere(transaction, name))
                .toList();
        boolean asked = target.partitioned()
                && Recreation.of(shape.orElseThrow(), target).refusals().isEmpty();
        TimeSpan span = asked ? TimeSpan.read(transaction, request.table(), request.requiredColumn()) : null;
        return new SwapFacts(shape, dataset, foreignPartition, inTheWay, span, size);
    }
}
