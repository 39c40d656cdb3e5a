package io.millrace.partition.apply;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.plan.TableChange;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Makes and extends parent tables. */
@ApplicationScoped
public class TableApplier {
    /** Carries the changes out, in the transaction of the client. */
    public void apply(SqlClient client, List<TableChange> changes) {
        for (TableChange change : changes) {
            if (change instanceof TableChange.Create create) {
                createSchema(client, create.table().schema());
            }
            client.query(Ddl.sql(change)).executeAndAwait();
        }
    }

    /** IF NOT EXISTS alone would ask for the privilege to create schemas even where the schema is there. */
    private static void createSchema(SqlClient client, String schema) {
        boolean there = client.preparedQuery("SELECT FROM pg_namespace WHERE nspname = $1")
                        .executeAndAwait(Tuple.of(schema))
                        .rowCount()
                > 0;
        if (!there) {
            client.query("CREATE SCHEMA IF NOT EXISTS " + TableName.quote(schema))
                    .executeAndAwait();
        }
    }
}
