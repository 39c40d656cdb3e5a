package io.millrace.partition.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.contract.dataset.Dataset;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A version of a dataset as the API tells it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "DatasetVersion", description = "A version of a dataset's definition.")
public record DatasetView(
        @Schema(description = "The dataset's name.", examples = "readings")
        String name,

        @Schema(description = "Counts up from 1 with every change.", examples = "1")
        int version,

        @Schema(description = "When this version was made.") Instant createdAt,

        @Schema(
                description =
                        "Only in the answer to PUT: whether the services have been told. False while Kafka is away; they are told as soon as it is back.")
        @Nullable
        Boolean published,

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Schema(
                description =
                        "Only in the answer to PUT: what may not be as expected, such as a window that accepts what retention does not keep, or a table that was gone and was made again. Each begins with the place in the document.")
        List<String> warnings,

        @Schema(description = "The definition with every default filled in.")
        Dataset definition) {

    static DatasetView of(StoredDataset stored) {
        return of(stored, null, List.of());
    }

    static DatasetView of(DatasetRegistry.Applied applied) {
        return of(applied.stored(), applied.published(), applied.warnings());
    }

    private static DatasetView of(StoredDataset stored, @Nullable Boolean published, List<String> warnings) {
        Dataset definition = stored.definition();
        return new DatasetView(
                definition.name(), stored.version(), stored.createdAt(), published, warnings, definition);
    }
}
