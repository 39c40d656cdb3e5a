package io.millrace.ingest.receive;

import io.millrace.api.Problem;
import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.edge.catalog.DatasetTopic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;

/** Finds datasets, or says why not. */
@ApplicationScoped
public class Datasets {
    private static final int SHOWN = 10;

    private final DatasetCatalog catalog;
    private final DatasetTopic topic;

    Datasets(DatasetCatalog catalog, DatasetTopic topic) {
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
        return Problems.unavailable(
                "The datasets are not known yet: the service has just started, or Kafka does not answer. Try again.");
    }

    private static List<String> nearest(SortedSet<String> names, String name) {
        return names.stream()
                .sorted(Comparator.comparingInt(candidate -> distance(candidate, name)))
                .limit(SHOWN)
                .toList();
    }

    /** Levenshtein's distance. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
