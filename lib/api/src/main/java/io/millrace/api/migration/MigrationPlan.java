package io.millrace.api.migration;

import io.millrace.contract.dataset.TableName;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a migration would do, found without touching anything.
 *
 * @param actions in their order
 * @param refusals what stands in the way; nothing is begun while there is one
 * @param warnings what will be different afterwards
 * @param rows an estimate
 * @param bytes of the table as it stands, with indexes and large values
 * @param spaceBytes needed on top of that until the cleanup; SQL does not know what is free
 * @param estimateSeconds how long it will take
 * @param blocks who will have to wait, and for how long
 */
@Schema(description = "What a migration would do, found without touching anything.")
public record MigrationPlan(
        MigrationKind kind,

        @Schema(type = SchemaType.STRING, examples = "public.events")
        TableName table,

        @Schema(description = "What will be done, in its order.")
        List<String> actions,

        @Schema(description = "What stands in the way. Nothing is begun while there is one.")
        List<Obstacle> refusals,

        @Schema(description = "What will be different afterwards.")
        List<String> warnings,

        @Schema(description = "An estimate.") long rows,

        @Schema(description = "The table as it stands, with indexes and large values.")
        long bytes,

        @Schema(description = "Needed on top of that until the cleanup. SQL does not know what is free.")
        long spaceBytes,

        @Schema(description = "How long it will take, roughly.")
        long estimateSeconds,

        @Schema(description = "Who will have to wait, and for how long.")
        List<Block> blocks) {
    /** @return a plan of nothing */
    public static MigrationPlan refused(MigrationRequest request, Obstacle refusal) {
        return new MigrationPlan(
                request.kind(), request.table(), List.of(), List.of(refusal), List.of(), 0, 0, 0, 0, List.of());
    }

    /**
     * Somebody waits.
     *
     * @param step when
     * @param lock the strongest lock taken, as PostgreSQL names it
     * @param mostMillis at most so long: waiting for the lock and holding it
     */
    @Schema(name = "MigrationBlock", description = "Somebody waits.")
    public record Block(String step, String lock, String who, long mostMillis) {}
}
