package io.millrace.api.parked;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Some of the parked units, and how many there are. */
@Schema(name = "ParkedUnits")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParkedPage(
        @Schema(description = "All that were asked for, on this page or not.", examples = "3")
        long total,

        @Schema(description = "The datasets that have most of them, at most 20.")
        List<Count> datasets,

        @Schema(description = "The oldest first.") List<ParkedUnit> parked,

        @Schema(description = "Give it as ?after to get the next page; absent on the last one.") @Nullable
        String next) {

    /** How many units of a dataset are parked. */
    @Schema(name = "ParkedCount")
    public record Count(@Schema(examples = "readings") String dataset, long units) {}
}
