package io.millrace.partition.attach;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.shape.PartitionSql.Key;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Builds unique indexes while the table is in use: outside transactions and without lock_timeout, nobody waits for them. */
@ApplicationScoped
class KeyBuilder {
    private static final String VALID = """
            SELECT i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass($1) AND c.relname = $2
            """;

    private final Pool pool;

    KeyBuilder(Pool pool) {
        this.pool = pool;
    }

    /** What is there already is left; what a broken attempt left behind is made anew. */
    void build(TableName table, Key key) {
        SqlConnection connection = pool.getConnectionAndAwait();
        try {
            Optional<Boolean> valid = valid(connection, table, key);
            if (valid.isPresent() && !valid.get()) {
                drop(connection, table, key);
            }
            if (!valid.orElse(false)) {
                connection.query(key.build(table)).executeAndAwait();
            }
        } finally {
            connection.closeAndAwait();
        }
    }

    void drop(TableName table, List<Key> keys) {
        SqlConnection connection = pool.getConnectionAndAwait();
        try {
            keys.stream()
                    .filter(key -> valid(connection, table, key).isPresent())
                    .forEach(key -> drop(connection, table, key));
        } finally {
            connection.closeAndAwait();
        }
    }

    private static void drop(SqlConnection connection, TableName table, Key key) {
        connection
                .query("DROP INDEX CONCURRENTLY IF EXISTS %s.%s"
                        .formatted(quote(table.schema()), quote(key.workName())))
                .executeAndAwait();
    }

    private static Optional<Boolean> valid(SqlConnection connection, TableName table, Key key) {
        var rows = connection
                .preparedQuery(VALID)
                .executeAndAwait(Tuple.of(table.sql(), key.workName()))
                .iterator();
        return rows.hasNext() ? Optional.of(rows.next().getBoolean(0)) : Optional.empty();
    }
}
