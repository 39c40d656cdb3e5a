package io.millrace.transform.receive;

import io.millrace.contract.dataset.Dataset;
import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.edge.catalog.DatasetTopic;
import io.millrace.transform.TransformConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds datasets, and waits a little for those that are not there: ingest may know a definition a moment before this
 * service does. All units of one definition wait together, once: a thousand units of a deleted dataset hold nobody up.
 */
@ApplicationScoped
class DatasetWait {
    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration NEXT_LOOKS = Duration.ofMillis(500);
    private static final int REMEMBERED = 1000;

    private final DatasetCatalog catalog;
    private final DatasetTopic topic;
    private final long patience;

    /** When each definition was missed first, nanoseconds. */
    private final Map<String, Long> missed = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    DatasetWait(DatasetCatalog catalog, DatasetTopic topic, TransformConfig config) {
        this.catalog = catalog;
        this.topic = topic;
        patience = config.datasetWait().toNanos();
    }

    /** The definition did not come. Has no stack trace: it is an answer. */
    static final class UnknownException extends RuntimeException {
        UnknownException(String message) {
            super(message, null, false, false);
        }
    }

    /** Fails with {@link UnknownException}. */
    Uni<Dataset> version(String name, int version) {
        return await(
                name + "/" + version,
                () -> catalog.version(name, version),
                "dataset %s is not known in version %d; was it deleted?".formatted(name, version));
    }

    /** Fails with {@link UnknownException}. */
    Uni<Dataset> latest(String name) {
        return await(
                name,
                () -> catalog.latest(name).map(DatasetCatalog.Versioned::dataset),
                "dataset %s is not known; was it deleted?".formatted(name));
    }

    private Uni<Dataset> await(String key, Supplier<Optional<Dataset>> look, String unknown) {
        return Uni.createFrom()
                .item(() -> look.get().orElseThrow(() -> new UnknownException(unknown)))
                .invoke(found -> forget(key))
                .onFailure(UnknownException.class)
                .retry()
                .withBackOff(FIRST_LOOK, NEXT_LOOKS)
                .until(e -> isPatient(key));
    }

    /** Before the topic of the datasets was read once, nobody can say that a dataset is not there. */
    private boolean isPatient(String key) {
        if (!topic.caughtUp()) {
            return true;
        }
        long now = System.nanoTime();
        synchronized (missed) {
            return now - missed.computeIfAbsent(key, first -> now) < patience;
        }
    }

    private void forget(String key) {
        synchronized (missed) {
            missed.remove(key);
        }
    }
}
