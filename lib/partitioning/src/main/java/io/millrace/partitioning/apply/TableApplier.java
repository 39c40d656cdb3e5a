package io.millrace.partitioning.apply;

import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.plan.TableChange;
import io.millrace.postgres.Sql;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Makes and extends parent tables. */
public final class TableApplier {
    /** Carries the changes out, in the transaction of the handle. */
    public void apply(Handle handle, List<TableChange> changes) {
        for (TableChange change : changes) {
            if (change instanceof TableChange.Create create) {
                createSchema(handle, create.table().schema());
            }
            Sql.execute(handle, Ddl.sql(change));
        }
    }

    /** IF NOT EXISTS alone would ask for the privilege to create schemas even where the schema is there. */
    private static void createSchema(Handle handle, String schema) {
        boolean there = handle.createQuery("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = ?)")
                .bind(0, schema)
                .mapTo(Boolean.class)
                .one();
        if (!there) {
            Sql.execute(handle, "CREATE SCHEMA IF NOT EXISTS " + TableName.quote(schema));
        }
    }
}
