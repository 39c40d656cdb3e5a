package io.millrace.partition;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.policy.PartitionSet;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How a partition set is addressed in a URL: {@code /v1/datasets/readings/…} or {@code /v1/tables/public.events/…}. */
public enum SetKind {
    /** By the name of its dataset. */
    DATASETS,
    /** By its table, whether a dataset owns it or not. */
    TABLES;

    /** The pattern of the path's segment. */
    public static final String SEGMENT = "{kind: datasets|tables}";

    /** @param segment of a path that {@link #SEGMENT} has let through */
    public static SetKind fromString(String segment) {
        return valueOf(segment.toUpperCase(Locale.ROOT));
    }

    /** @throws ProblemException 404 when there is no such set */
    public PartitionSet required(Handle handle, PartitionSets sets, String name) {
        return find(handle, sets, name).orElseThrow(() -> unknown(name));
    }

    private Optional<PartitionSet> find(Handle handle, PartitionSets sets, String name) {
        return switch (this) {
            case DATASETS -> sets.ofDataset(handle, name);
            case TABLES -> sets.ofTable(handle, name);
        };
    }

    /** @return 404 */
    public ProblemException unknown(String name) {
        return switch (this) {
            case DATASETS ->
                Problem.of(
                                404,
                                "unknown-dataset",
                                "Unknown dataset",
                                "There is no dataset '%s'. GET /v1/datasets lists those there are.".formatted(name))
                        .at("name", name)
                        .exception();
            case TABLES ->
                Problem.of(
                                404,
                                "unknown-table",
                                "Unknown table",
                                "Table '%s' is in no partition set. A partitioned table is adopted with POST /v1/tables/{table}/adopt, a plain one is migrated."
                                        .formatted(name))
                        .at("name", name)
                        .exception();
        };
    }
}
