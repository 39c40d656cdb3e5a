package io.millrace.migration.adopt;

import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.shape.Obstacle;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.partitioning.policy.Policy;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What adopting a table does, or did. */
@Schema(name = "Adoption", description = "What adopting a table does, or did.")
public record AdoptPlan(
        @Schema(type = SchemaType.STRING, examples = "public.events")
        TableName table,

        @Nullable String timeColumn,
        @Nullable Interval interval,
        int premake,

        @Schema(type = SchemaType.STRING) @Nullable Span retention,

        Expired expired,

        @Schema(description = "Partitions that are there.") int partitions,

        @Schema(description = "What is done, in its order.") List<String> actions,

        @Schema(description = "What stands in the way. Nothing is done while there is one.")
        List<Obstacle> refusals,

        @Schema(description = "What to know about it.") List<String> warnings,

        boolean dryRun) {

    public PartitionSet set() {
        Policy policy = new Policy(Objects.requireNonNull(interval), premake, retention, expired);
        return PartitionSet.of(null, table, Objects.requireNonNull(timeColumn), policy);
    }

    public AdoptPlan asDryRun() {
        return new AdoptPlan(
                table,
                timeColumn,
                interval,
                premake,
                retention,
                expired,
                partitions,
                actions,
                refusals,
                warnings,
                true);
    }
}
