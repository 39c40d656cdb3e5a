package io.millrace.loader.park;

import io.millrace.loader.LoaderMeters;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.SortedMap;

/** How many units are parked, as they were counted last. */
@Singleton
public class ParkedCounts {
    private final LoaderMeters meters;
    private volatile SortedMap<String, Long> counts = Collections.emptySortedMap();

    ParkedCounts(LoaderMeters meters) {
        this.meters = meters;
    }

    /** @return units by dataset; a dataset without any is left out */
    public SortedMap<String, Long> byDataset() {
        return counts;
    }

    void set(SortedMap<String, Long> counted) {
        counts = Collections.unmodifiableSortedMap(counted);
        meters.parkedNow(counts);
    }
}
