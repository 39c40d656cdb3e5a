package io.millrace.partition.stats;

import io.millrace.api.Problem;
import io.millrace.api.partition.Growth;
import io.millrace.edge.time.RequestTime;
import io.millrace.partition.SetKind;
import io.millrace.partitioning.catalog.PartitionSets;
import io.millrace.partitioning.policy.PartitionSet;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** {@code /v1/datasets/{name}/partitions/stats}. */
@Path("/v1/" + SetKind.SEGMENT + "/{name}/partitions/stats")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Partitions")
public class StatsResource {
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

    @GET
    @Operation(
            operationId = "partitionStats",
            summary = "How a partition set grows",
            description = "Rows and bytes as they were written down every hour, and their growth per day.")
    @APIResponse(responseCode = "200", description = "What was written down, the oldest first.")
    @APIResponse(responseCode = "400", description = "since is no time.")
    @APIResponse(
            responseCode = "404",
            description = "There is no such dataset or table.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Growth stats(
            @RestPath SetKind kind,
            @RestPath String name,
            @Parameter(description = "The first time; 30 days ago when left out.", example = "2026-01-01T00:00:00Z")
                    @RestQuery
                    @Nullable
                    String since) {
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
