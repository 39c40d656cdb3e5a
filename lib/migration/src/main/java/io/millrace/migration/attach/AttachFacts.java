package io.millrace.migration.attach;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.api.migration.MigrationRequest;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.recreate.PartitionSql;
import io.millrace.migration.recreate.PartitionSql.Key;
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Kind;
import io.millrace.migration.shape.TableSize;
import io.millrace.migration.shape.TableStatements;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.Sql;
import io.millrace.postgres.SqlState;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a table before a plan for it can be made.
 *
 * @param shape nothing when there is no such table
 * @param keyBytes of the indexes that will be built anew
 */
record AttachFacts(Optional<TableShape> shape, TableSize size, long keyBytes, Times times) {
    /** Rows are asked, but not for long: the steps themselves look at all of them. */
    private static final int LONGEST_MILLIS = 15_000;

    private static final String KEY_BYTES = """
            SELECT coalesce(sum(pg_relation_size(c.oid)), 0)::bigint FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass(?) AND c.relname = ANY (?)
            """;

    /** What the rows tell of their times. */
    sealed interface Times {
        /** Nobody asked, since the table cannot be attached anyway. */
        record Unasked() implements Times {}

        /** A row has infinity as its time. */
        record Infinite() implements Times {}

        /** To find the oldest and the newest takes too long. */
        record TooMany() implements Times {}

        /**
         * @param nulls whether a row has no time
         * @param taken the table that has the name which the old table will need
         */
        record Known(
                AttachBounds bounds,
                boolean nulls,
                @Nullable TableName taken) implements Times {}
    }

    /** Where the first partition is called by a time that is not known yet. */
    static TargetTable unnamed(MigrationRequest request) {
        return TargetTable.above(request.requiredColumn(), "_p00000000");
    }

    static AttachFacts read(Handle transaction, MigrationRequest request, Instant now) {
        Optional<TableShape> shape = ShapeReader.read(transaction, request.table());
        if (shape.isEmpty() || shape.get().kind() != Kind.PLAIN) {
            return new AttachFacts(shape, TableSize.NONE, 0, new Times.Unasked());
        }
        TargetTable target = unnamed(request);
        String table = request.table().sql();
        String[] keys =
                PartitionSql.longer(shape.get(), target).stream().map(Key::name).toArray(String[]::new);
        long keyBytes = transaction
                .createQuery(KEY_BYTES)
                .bind(0, table)
                .bind(1, keys)
                .mapTo(Long.class)
                .one();
        boolean fit = Recreation.of(shape.get(), target).refusals().isEmpty();
        return new AttachFacts(
                shape,
                TableSize.read(transaction, table),
                keyBytes,
                fit ? times(transaction, request, shape.get(), now) : new Times.Unasked());
    }

    private static Times times(Handle transaction, MigrationRequest request, TableShape shape, Instant now) {
        String column = request.requiredColumn();
        TableShape.Column key = shape.column(column).orElseThrow();
        Sql.execute(transaction, "SAVEPOINT look; SET LOCAL statement_timeout = " + LONGEST_MILLIS);
        try {
            AttachBounds bounds =
                    AttachBounds.read(transaction, shape.table(), column, key.type(), request.requiredInterval(), now);
            TableName part = bounds.target(column).retired(shape.table());
            return new Times.Known(
                    bounds,
                    !key.notNull() && hasNulls(transaction, shape.table(), column),
                    TableStatements.isThere(transaction, part) ? part : null);
        } catch (AttachBounds.InfiniteException infinite) {
            return new Times.Infinite();
        } catch (JdbiException e) {
            if (!SqlState.CANCELED.equals(ServerError.stateOf(e))) {
                throw e;
            }
            return new Times.TooMany();
        } finally {
            Sql.execute(transaction, "ROLLBACK TO look"); // with it the settings
        }
    }

    private static boolean hasNulls(Handle transaction, TableName table, String column) {
        return transaction
                .createQuery(
                        "SELECT EXISTS (SELECT FROM ONLY %s WHERE %s IS NULL)".formatted(table.sql(), quote(column)))
                .mapTo(Boolean.class)
                .one();
    }
}
