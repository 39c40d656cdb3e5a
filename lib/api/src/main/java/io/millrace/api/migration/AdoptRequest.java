package io.millrace.api.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a table shall be maintained. What is left out comes from pg_partman when that knows the table, else from the bounds
 * of the partitions and from the defaults.
 *
 * @param stopPartman whether pg_partman's maintenance of the table is switched off
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "How a table shall be maintained. What is left out is found out.")
public record AdoptRequest(
        @Schema(description = "The time one partition holds; inferred from the bounds when absent.") @Nullable
        Interval interval,

        @Schema(description = "Partitions to keep ahead of now.", examples = "3") @Nullable
        Integer premake,

        @Schema(type = SchemaType.STRING, description = "How long a partition is kept.", examples = "12 months")
        @Nullable
        Span retention,

        @Schema(description = "What becomes of a partition past its retention.") @Nullable
        Expired expired,

        @Schema(description = "Switch pg_partman's maintenance of the table off.")
        boolean stopPartman) {
    public static final AdoptRequest NOTHING = new AdoptRequest(null, null, null, null, false);

    public AdoptRequest {
        if (premake != null && (premake < 0 || premake > 1000)) {
            throw new IllegalArgumentException("premake: %d is outside 0 to 1000".formatted(premake));
        }
    }
}
