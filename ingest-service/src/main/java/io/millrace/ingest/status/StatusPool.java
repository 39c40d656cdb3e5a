package io.millrace.ingest.status;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The pool of status connections. Whoever waits for an answer bounds that wait, so the pool's own timeout is off: its timer
 * goes on after a refused connection and then fails noisily in the event loop, once for each request made without PostgreSQL.
 */
@Singleton
public class StatusPool implements PgPoolCreator {
    @Override
    public Pool create(Input input) {
        return PgBuilder.pool()
                .using(input.vertx())
                .connectingTo(List.copyOf(input.pgConnectOptionsList()))
                .with(input.poolOptions().setConnectionTimeout(0))
                .build();
    }
}
