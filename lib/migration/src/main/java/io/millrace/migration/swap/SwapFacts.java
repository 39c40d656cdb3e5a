package io.millrace.migration.swap;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.MigrationRequest;
import io.millrace.migration.shape.Recreation;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TargetTable;
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
 * @param rows an estimate
 * @param bytes with indexes and large values
 */
record SwapFacts(
        Optional<TableShape> shape,
        @Nullable String dataset,
        @Nullable String foreignPartition,
        List<TableName> taken,
        @Nullable TimeSpan times,
        long rows,
        long bytes) {
    private static final String SIZE = """
            SELECT coalesce(sum(pg_total_relation_size(t.oid)), 0)::bigint AS bytes,
                   coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS rows
              FROM (SELECT to_regclass(:table)::oid AS oid
                    UNION SELECT relid::oid FROM pg_partition_tree(to_regclass(:table)) WHERE isleaf) t
              JOIN pg_class c ON c.oid = t.oid AND c.relkind IN ('r', 'm')
            """;
    private static final String FOREIGN_PARTITIONS = """
            SELECT c.oid::regclass::text AS name FROM pg_partition_tree(to_regclass(?)) t
              JOIN pg_class c ON c.oid = t.relid WHERE c.relkind = 'f'
            """;

    private record Size(long rows, long bytes) {}

    /** @param transaction its time zone becomes UTC: dates are midnights there */
    static SwapFacts read(Handle transaction, MigrationRequest request) {
        Sql.execute(transaction, "SET LOCAL TimeZone = 'UTC'");
        TableName table = request.table();
        Size size = transaction
                .createQuery(SIZE)
                .bind("table", table.sql())
                .map((row, context) -> new Size(row.getLong("rows"), row.getLong("bytes")))
                .one();
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
                size.rows(),
                size.bytes());
        return SwapPlanner.unfit(request, facts).isPresent() ? facts : facts.completed(transaction, request);
    }

    /** What a table that is fit to be copied is asked besides. To ask the rows for their times may take long. */
    private SwapFacts completed(Handle transaction, MigrationRequest request) {
        TargetTable target = Exchange.target(request);
        List<TableName> inTheWay = Stream.of(target.work(request.table()), target.retired(request.table()))
                .filter(name -> SwapTables.isThere(transaction, name))
                .toList();
        boolean asked = target.partitioned()
                && Recreation.of(shape.orElseThrow(), target).refusals().isEmpty();
        TimeSpan span = asked ? TimeSpan.read(transaction, request.table(), request.requiredColumn()) : null;
        return new SwapFacts(shape, dataset, foreignPartition, inTheWay, span, rows, bytes);
    }
}
