package io.millrace.ingest.postgres;

import io.millrace.ingest.IngestConfig;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * The pool of status connections. Whoever waits for an answer bounds that wait, so the pool's own timeout is off: its timer
 * goes on after a refused connection and then fails noisily in the event loop, once for each request made without PostgreSQL.
 * What nobody waits for any more is ended by PostgreSQL itself, so that it keeps no connection from others.
 */
@Singleton
public class StatusPool implements PgPoolCreator {
    private final IngestConfig config;

    StatusPool(IngestConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        String most = Long.toString(config.status().timeout().toMillis());
        List<SqlConnectOptions> servers = new ArrayList<>(input.pgConnectOptionsList());
        servers.forEach(server -> server.addProperty("statement_timeout", most));
        return PgBuilder.pool()
                .using(input.vertx())
                .connectingTo(servers)
                .with(input.poolOptions().setConnectionTimeout(0))
                .build();
    }
}
