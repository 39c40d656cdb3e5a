package io.millrace.edge.catalog;

import io.millrace.api.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds datasets for requests, or says why not. */
@ApplicationScoped
public class DatasetLookup {
    private static final int SHOWN = 10;

    private final DatasetCatalog catalog;
    private final DatasetTopic topic;

    DatasetLookup(DatasetCatalog catalog, DatasetTopic topic) {
        this.catalog = catalog;
        this.topic = topic;
    }

    /** @throws io.millrace.api.ProblemException 404, or 503 while the datasets are not all known yet */
    public DatasetCatalog.Versioned find(String name) {
        return catalog.latest(name).orElseThrow(() -> topic.caughtUp() ? unknown(name) : notYet());
    }

    /**
     * All names, in order.
     *
     * @throws io.millrace.api.ProblemException 503 while the datasets are not all known yet
     */
    public SortedSet<String> names() {
        if (!topic.caughtUp()) {
            throw notYet();
        }
        return catalog.names();
    }

    private RuntimeException unknown(String name) {
        SortedSet<String> names = catalog.names();
        String remedy = names.isEmpty()
                ? "There are none yet: PUT /v1/datasets/{name} on the partition service makes one."
                : "Did you mean one of %s?".formatted(nearest(names, name));
        return Problem.of(
                        404,
                        "unknown-dataset",
                        "There is no such dataset",
                        "There is no dataset of this name. " + remedy)
                .at("dataset", name)
                .exception();
    }

    private static RuntimeException notYet() {
        return Problem.of(
                        503,
                        "unavailable",
                        "Not at the moment",
                        "The datasets are not known yet: the service has just started, or Kafka does not answer. Try again.")
                .exception();
    }

    static List<String> nearest(SortedSet<String> names, String name) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return names.stream()
                .sorted(Comparator.comparingInt(candidate -> distance.apply(candidate, name)))
                .limit(SHOWN)
                .toList();
    }
}
