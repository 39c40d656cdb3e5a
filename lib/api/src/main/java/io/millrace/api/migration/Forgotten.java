package io.millrace.api.migration;

import io.millrace.contract.dataset.TableName;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is maintained no longer. */
@Schema(name = "Forgotten", description = "What is maintained no longer.")
public record Forgotten(
        @Schema(type = SchemaType.STRING, examples = "public.events")
        TableName table,

        boolean dryRun) {}
