package io.millrace.migration.attach;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.recreate.PartitionSql.Key;
import io.millrace.postgres.Sql;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Builds unique indexes while the table is in use: outside transactions and without lock_timeout, nobody waits for them. */
final class KeyBuilder {
    private static final String VALID = """
            SELECT i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass(?) AND c.relname = ?
            """;

    private final Jdbi jdbi;

    KeyBuilder(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What is there already is left; what a broken attempt left behind is made anew. */
    void build(TableName table, Key key) {
        jdbi.useHandle(session -> {
            Optional<Boolean> valid = valid(session, table, key);
            if (valid.isPresent() && !valid.get()) {
                drop(session, table, key);
            }
            if (!valid.orElse(false)) {
                Sql.execute(session, key.build(table));
            }
        });
    }

    void drop(TableName table, List<Key> keys) {
        jdbi.useHandle(session -> keys.stream()
                .filter(key -> valid(session, table, key).isPresent())
                .forEach(key -> drop(session, table, key)));
    }

    private static void drop(Handle session, TableName table, Key key) {
        Sql.execute(
                session,
                "DROP INDEX CONCURRENTLY IF EXISTS %s.%s".formatted(quote(table.schema()), quote(key.workName())));
    }

    private static Optional<Boolean> valid(Handle session, TableName table, Key key) {
        return session.select(VALID, table.sql(), key.workName())
                .mapTo(Boolean.class)
                .findFirst();
    }
}
