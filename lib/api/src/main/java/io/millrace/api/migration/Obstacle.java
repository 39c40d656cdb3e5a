package io.millrace.api.migration;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why a table cannot take another form.
 *
 * @param object what stands in the way, as PostgreSQL names it: {@code view public.latest}
 * @param reason why it cannot be had afterwards
 * @param remedy what to do before the next attempt
 */
@Schema(name = "MigrationRefusal", description = "Something that stands in the way.")
public record Obstacle(String object, String reason, String remedy) {
    @Override
    public String toString() {
        return "%s: %s; %s".formatted(object, reason, remedy);
    }
}
