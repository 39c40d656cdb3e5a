package io.millrace.api.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A dataset's stream: what producers write to its topic, and how far it is on its way into the table.
 *
 * @param lagRecords over the partitions; see {@link PartitionStatus} for what counts
 */
@Schema(name = "Stream", description = "A dataset's stream and its partitions.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StreamStatus(
        @Schema(examples = "readings") String dataset,

        @Schema(description = "Where producers write to.", examples = "millrace.records.readings")
        String topic,

        @Schema(description = "The worst of the partitions' states; no_topic when Kafka has no topic of the name.")
        StreamState state,

        @Schema(description = "Over the partitions.", examples = "5")
        long lagRecords,

        @Schema(description = "The longest of the partitions.", examples = "0.4") @Nullable
        Double lagSeconds,

        @Schema(description = "Rows that are committed, those from topics that are gone among them.", examples = "118")
        long rows,

        @Schema(description = "Records that were rejected, likewise.", examples = "2")
        long rejects,

        @Schema(description = "The timestamp of the newest record that is in.") @Nullable
        Instant newestAt,

        @Schema(description = "From that timestamp to the commit.", examples = "0.214") @Nullable
        Double freshnessSeconds,

        List<PartitionStatus> partitions,

        @Schema(description = "What was read of topics that had the name before; they do not count for lag.")
        List<ReplacedPartition> replaced) {}
