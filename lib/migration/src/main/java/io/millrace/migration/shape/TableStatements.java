package io.millrace.migration.shape;

import io.millrace.contract.dataset.TableName;
import io.millrace.postgres.Sql;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What every kind of migration has to say to PostgreSQL about a table. */
public final class TableStatements {
    private TableStatements() {}

    public static void execute(Handle handle, List<String> statements) {
        statements.forEach(sql -> Sql.execute(handle, sql));
    }

    /** Against readers and writers, with its partitions; does nothing when it is gone. */
    public static void lock(Handle transaction, TableName table) {
        if (isThere(transaction, table)) {
            Sql.execute(transaction, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table.sql()));
        }
    }

    public static boolean isThere(Handle handle, TableName table) {
        return handle.select("SELECT to_regclass(?) IS NOT NULL", table.sql())
                .mapTo(Boolean.class)
                .one();
    }

    /** @param table as safe SQL text */
    public static boolean hasIndex(Handle handle, String table) {
        return handle.select("SELECT EXISTS (SELECT FROM pg_index WHERE indrelid = ?::regclass)", table)
                .mapTo(Boolean.class)
                .one();
    }
}
