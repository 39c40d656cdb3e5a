package io.millrace.partition.stats;

import io.millrace.api.Problem;
import io.millrace.api.partition.Growth;
import io.millrace.edge.time.RequestTime;
import io.millrace.partition.SetKind;
import io.millrace.partition.api.StatsApi;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.policy.PartitionSet;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** {@code /v1/datasets/{name}/partitions/stats}. */
@Singleton
@RunOnVirtualThread
public class StatsResource implements StatsApi {
    private static final Duration USUAL = Duration.ofDays(30);

    private final PartitionSets sets;
    private final StatsStore store;
    private final Jdbi jdbi;
    private final Clock clock;

    StatsResource(PartitionSets sets, StatsStore store, Jdbi jdbi, Clock clock) {
        this.sets = sets;
        this.store = store;
        this.jdbi = jdbi;
        this.clock = clock;
    }

    @Override
    public Growth stats(SetKind kind, String name, @Nullable String since) {
        Instant from = since(since);
        PartitionSet set = jdbi.withHandle(handle -> kind.required(handle, sets, name));
        return GrowthRate.of(set.name(), jdbi.withHandle(handle -> store.since(handle, set.table(), from)));
    }

    private Instant since(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return clock.instant().minus(USUAL);
        }
        try {
            return RequestTime.parse(text);
        } catch (DateTimeException e) {
            throw Problem.of(
                            400,
                            "invalid-parameter",
                            "Invalid parameter",
                            "since=%s: it is no time; %s".formatted(text, RequestTime.FORMS))
                    .at("since", text)
                    .exception();
        }
    }
}
