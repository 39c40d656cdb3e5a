package io.millrace.api.parked;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A unit that waits until rows can be made of it. */
@Schema(name = "ParkedUnit", description = "A unit of which no rows could be made yet, why, and what is done about it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParkedUnit(
        UUID id,

        @Schema(description = "Empty when the message does not tell.", examples = "readings")
        String dataset,

        @Schema(description = "transform: its input is kept. load: rows were made of it, which the table did not take.")
        Stage stage,

        @Schema(description = "Of an upload.") @Nullable JobSlice job,

        @Schema(description = "Of a stream: its partition holds here.") @Nullable
        StreamSlice stream,

        @Schema(description = "The table that did not take it.", examples = "public.readings") @Nullable
        String table,

        @Schema(examples = "relation \"public.readings\" does not exist")
        String cause,

        @Schema(description = "What mends it.") String remedy,

        @Schema(description = "How often it has been tried.", examples = "3")
        int attempts,

        Instant parkedAt,

        @Schema(description = "When it was tried last.") Instant triedAt,

        @Schema(description = "When it is tried again by itself; at once when the dataset or the table changes.")
        Instant retryAt,

        @Schema(description = "What it takes in millrace.parked.", examples = "581632")
        int bytes) {

    /** Where it stands still. */
    public enum Stage {
        @JsonProperty("transform")
        TRANSFORM,
        @JsonProperty("load")
        LOAD;
    }

    /** Bytes [from, to) of an upload, unpacked and in UTF-8. */
    @Schema(
            name = "ParkedJobSlice",
            description = "Bytes [from, to) of an upload, unpacked and in UTF-8; without them, the job's end marker.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record JobSlice(
            UUID id,
            @Nullable Integer unit,
            @Nullable Long from,
            @Nullable Long to,
            @Nullable String sourceName) {}

    /** Offsets [from, to) of a partition. */
    @Schema(name = "ParkedStreamSlice", description = "Offsets [from, to) of a partition of a topic of records.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StreamSlice(@Nullable String topic, UUID topicId, int partition, long from, long to) {}
}
