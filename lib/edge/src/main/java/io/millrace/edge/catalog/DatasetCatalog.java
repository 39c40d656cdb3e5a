package io.millrace.edge.catalog;

import io.millrace.contract.dataset.Dataset;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All versions of all datasets. Safe to read from any thread; empty until {@link DatasetTopic} has caught up. */
@ApplicationScoped
public class DatasetCatalog {
    private final ConcurrentMap<String, ConcurrentSkipListMap<Integer, Dataset>> datasets = new ConcurrentHashMap<>();

    /** A dataset in one of its versions. */
    public record Versioned(Dataset dataset, int version) {}

    void put(Dataset dataset, int version) {
        datasets.compute(dataset.name(), (name, versions) -> {
            var kept = versions == null ? new ConcurrentSkipListMap<Integer, Dataset>() : versions;
            kept.put(version, dataset);
            return kept;
        });
    }

    void remove(String dataset, int version) {
        datasets.computeIfPresent(dataset, (name, versions) -> {
            versions.remove(version);
            return versions.isEmpty() ? null : versions;
        });
    }

    /** @return the newest version, or nothing when there is no such dataset */
    public Optional<Versioned> latest(String dataset) {
        return Optional.ofNullable(datasets.get(dataset))
                .map(ConcurrentSkipListMap::lastEntry)
                .map(entry -> new Versioned(entry.getValue(), entry.getKey()));
    }

    /** @return that version, or nothing when the dataset never had it or was deleted */
    public Optional<Dataset> version(String dataset, int version) {
        return Optional.ofNullable(datasets.get(dataset)).map(versions -> versions.get(version));
    }

    /** @return the names of the datasets, in order */
    public SortedSet<String> names() {
        return new TreeSet<>(datasets.keySet());
    }
}
