package io.millrace.partition.dataset;

import io.millrace.edge.catalog.DatasetTopic;
import io.millrace.partition.dataset.DatasetStore.Key;
import io.millrace.partition.publish.DatasetPublisher;
import io.millrace.partition.publish.RecordTopicAdmin;
import jakarta.enterprise.context.ApplicationScoped;
import org.jdbi.v3.core.Jdbi;

/**
 * Makes Kafka say what the database says: every dataset has its topic of records, every version is announced. Both are
 * done after the transaction committed, so that they alone can be lost; here it is made up for. Doing them twice does no
 * harm.
 */
@ApplicationScoped
public class Reconciliation {
    private final DatasetStore store;
    private final DatasetPublisher publisher;
    private final RecordTopicAdmin records;
    private final DatasetTopic topic;
    private final Jdbi jdbi;

    Reconciliation(
            DatasetStore store, DatasetPublisher publisher, RecordTopicAdmin records, DatasetTopic topic, Jdbi jdbi) {
        this.store = store;
        this.publisher = publisher;
        this.records = records;
        this.topic = topic;
        this.jdbi = jdbi;
    }

    /** Topics of records first, as for a new dataset; then what the topic of datasets lacks, once it has been read. */
    public void runOnce() {
        boolean answered = records.ensure(jdbi.withHandle(store::all).stream()
                .map(StoredDataset::definition)
                .toList());
        if (!answered || !topic.caughtUp()) {
            return;
        }
        for (Key key : jdbi.withHandle(store::keys)) {
            boolean there = topic.announces(key.name(), key.version());
            if (there && key.deleted()) {
                publisher.withdraw(key.name(), key.version());
            } else if (!there && !key.deleted()) {
                jdbi.withHandle(handle -> store.version(handle, key.name(), key.version()))
                        .ifPresent(
                                stored -> publisher.publish(stored.definition(), stored.version(), stored.createdAt()));
            }
        }
    }
}
