package io.millrace.partition.dataset;

import io.millrace.edge.catalog.DatasetTopic;
import io.millrace.partition.dataset.DatasetStore.Key;
import io.millrace.partition.publish.DatasetPublisher;
import io.millrace.partition.publish.RecordTopics;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Makes Kafka say what the database says: every dataset has its topic of records, every version is announced. Both are
 * done after the transaction committed, so that they alone can be lost; here it is made up for. Doing them twice does no
 * harm.
 */
@ApplicationScoped
public class Reconciliation {
    private final DatasetStore store;
    private final DatasetPublisher publisher;
    private final RecordTopics records;
    private final DatasetTopic topic;
    private final Pool pool;

    Reconciliation(
            DatasetStore store, DatasetPublisher publisher, RecordTopics records, DatasetTopic topic, Pool pool) {
        this.store = store;
        this.publisher = publisher;
        this.records = records;
        this.topic = topic;
        this.pool = pool;
    }

    /** Topics of records first, as for a new dataset; then what the topic of datasets lacks, once it has been read. */
    public void runOnce() {
        boolean answered = records.ensure(
                store.all(pool).stream().map(StoredDataset::definition).toList());
        if (!answered || !topic.caughtUp()) {
            return;
        }
        for (Key key : store.keys(pool)) {
            boolean there = topic.announces(key.name(), key.version());
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
