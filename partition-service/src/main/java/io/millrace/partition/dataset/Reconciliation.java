package io.millrace.partition.dataset;

import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.edge.catalog.DatasetTopic;
import io.millrace.partition.dataset.DatasetStore.Key;
import io.millrace.partition.publish.DatasetPublisher;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Makes the topic say what the database says. A version is announced after its transaction committed, so the
 * announcement alone can be lost; here it is made up for. Announcing twice does no harm.
 */
@ApplicationScoped
public class Reconciliation {
    private final DatasetStore store;
    private final DatasetPublisher publisher;
    private final DatasetTopic topic;
    private final DatasetCatalog announced;
    private final Pool pool;

    Reconciliation(
            DatasetStore store, DatasetPublisher publisher, DatasetTopic topic, DatasetCatalog announced, Pool pool) {
        this.store = store;
        this.publisher = publisher;
        this.topic = topic;
        this.announced = announced;
        this.pool = pool;
    }

    /** Does nothing before the topic has been read to its end: what it lacks is not known earlier. */
    public void runOnce() {
        if (!topic.caughtUp()) {
            return;
        }
        for (Key key : store.keys(pool)) {
            boolean there = announced.version(key.name(), key.version()).isPresent();
            if (there && key.deleted()) {
                publisher.withdraw(key.name(), key.version());
            } else if (!there && !key.deleted()) {
                store.version(pool, key.name(), key.version())
                        .ifPresent(
                                stored -> publisher.publish(stored.definition(), stored.version(), stored.createdAt()));
            }
        }
    }
}
