package io.millrace.api.migration;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that stands in the way.
 *
 * @param object such as {@code view public.latest}
 */
@Schema(name = "MigrationRefusal", description = "Something that stands in the way.")
public record Obstacle(String object, String reason, String remedy) {}
