package io.millrace.api.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A stream in a list: a {@link StreamStatus} with numbers in the place of its lists. */
@Schema(name = "StreamSummary", description = "A dataset's stream in a list; its fields are the stream's own.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StreamSummary(
        @Schema(examples = "readings") String dataset,
        @Schema(examples = "millrace.records.readings") String topic,
        StreamState state,

        @Schema(description = "How many the topic has.", examples = "6")
        int partitions,

        @Schema(
                description = "How many partitions were read of topics that are gone: the topic was deleted.",
                examples = "0")
        int replaced,

        long lagRecords,
        @Nullable Double lagSeconds,
        long rows,
        long rejects,
        @Nullable Instant newestAt,
        @Nullable Double freshnessSeconds) {}
