package io.millrace.partition.dataset;

import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** The units of which no rows can be made as things stand. The loader keeps them; here it is told that things changed. */
@ApplicationScoped
class ParkedUnits {

    /** Has the loader try the dataset's units again as soon as the transaction commits. */
    void due(SqlClient client, String dataset) {
        client.preparedQuery("UPDATE millrace.parked SET retry_at = clock_timestamp()"
                        + " WHERE dataset = $1 AND retry_at > clock_timestamp()")
                .executeAndAwait(Tuple.of(dataset));
    }
}
