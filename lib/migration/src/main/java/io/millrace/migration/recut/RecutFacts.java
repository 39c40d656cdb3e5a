package io.millrace.migration.recut;

import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.recut.Recut.Piece;
import io.millrace.migration.shape.TableSize;
import io.millrace.partitioning.catalog.PgCatalog;
import io.millrace.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What has to be known of a partitioned table before a plan for it can be made.
 *
 * @param groups what is to be done, each with its sources
 * @param referencing foreign keys that refer to the table
 */
record RecutFacts(List<Group> groups, List<String> referencing) {
    /** Partitions, and what their rows go into. */
    record Group(Recut cut, List<Source> sources) {
        long bytes() {
            return sources.stream().mapToLong(source -> source.size().bytes()).sum();
        }

        long rows() {
            return sources.stream().mapToLong(source -> source.size().rows()).sum();
        }
    }

    /** @param own what hangs on it alone */
    record Source(String name, TableSize size, List<String> own) {}

    static RecutFacts read(Handle transaction, PgCatalog catalog, MigrationRequest request) {
        List<Group> groups = left(transaction, catalog, request).stream()
                .map(cut -> new Group(
                        cut,
                        RecutRun.sources(transaction, request.table(), cut).stream()
                                .map(source -> new Source(
                                        source,
                                        TableSize.read(transaction, source),
                                        RecutTables.ownOf(transaction, source)))
                                .toList()))
                .toList();
        return new RecutFacts(groups, RecutTables.referencing(transaction, request.table()));
    }

    /** @return what is still to be done, as the catalog tells it */
    static List<Recut> left(Handle transaction, PgCatalog catalog, MigrationRequest request) {
        Sql.execute(transaction, "SET LOCAL TimeZone = 'UTC'"); // months begin at midnight in UTC
        TableName table = request.table();
        List<Recut> all = new ArrayList<>(RecutGroups.plan(
                request.requiredInterval(), catalog.partitions(transaction, table), request.from(), request.to()));
        RecutTables.defaultPartition(transaction, table).ifPresent(source -> {
            List<Piece> outside = RecutTables.outside(
                    transaction,
                    table,
                    source,
                    request.requiredColumn(),
                    request.requiredInterval(),
                    request.from(),
                    request.to());
            if (!outside.isEmpty()) {
                all.add(new Recut(List.of(), outside));
            }
        });
        return all;
    }
}
