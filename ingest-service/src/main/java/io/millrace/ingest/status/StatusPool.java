package io.millrace.ingest.status;

import io.millrace.ingest.IngestConfig;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The pool of status connections. A statement ends when nobody waits for it any more, so that it does not keep its connection.
 * Whoever waits for an answer bounds that wait, so the pool's own timeout is off: its timer
 * goes on after a refused connection and then fails noisily in the event loop, once for each request made without PostgreSQL.
 */
@Singleton
public class StatusPool implements PgPoolCreator {
    private final IngestConfig.StatusConfig config;

    StatusPool(IngestConfig config) {
        this.config = config.status();
    }

    @Override
    public Pool create(Input input) {
        String timeout = Long.toString(config.timeout().toMillis());
        input.pgConnectOptionsList().forEach(options -> options.addProperty("statement_timeout", timeout));
        return PgBuilder.pool()
                .using(input.vertx())
                .connectingTo(List.copyOf(input.pgConnectOptionsList()))
                .with(input.poolOptions().setConnectionTimeout(0))
                .build();
    }
}
