package io.millrace.cli.migration;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.print.Quantities;

/** A migration as people read it. */
final class MigrationText {
    private MigrationText() {}

    static String of(JsonNode migration) {
        StringBuilder text = new StringBuilder("migration %s: %s of %s is %s%s\n"
                .formatted(
                        migration.path("id").asText(),
                        kind(migration),
                        table(migration),
                        state(migration),
                        migration.has("step") && working(migration)
                                ? ", at '%s'".formatted(migration.path("step").asText())
                                : ""));
        if (migration.path("rowsDone").asLong() > 0) {
            text.append("  ").append(progress(migration)).append('\n');
        }
        if (migration.path("longestStallMillis").asLong() > 0) {
            text.append("  nobody waited longer than %s ms\n"
                    .formatted(Quantities.count(
                            migration.path("longestStallMillis").asLong())));
        }
        if (migration.has("error")) {
            text.append("  because: ").append(migration.path("error").asText()).append('\n');
        }
        return text.append(next(migration)).toString();
    }

    /** {@code 1,200,000 rows copied, 350,000 rows/s, 12 s left}. */
    static String progress(JsonNode migration) {
        String left = migration.has("secondsLeft")
                ? ", %s left"
                        .formatted(PlanText.time(migration.path("secondsLeft").asLong()))
                : "";
        return "%s of about %s rows copied, %s rows/s%s"
                .formatted(
                        Quantities.count(migration.path("rowsDone").asLong()),
                        Quantities.count(migration.path("rowsTotal").asLong()),
                        Quantities.count(migration.path("rowsPerSecond").asLong()),
                        left);
    }

    static String kind(JsonNode migration) {
        return migration.path("request").path("kind").asText();
    }

    static String table(JsonNode migration) {
        return migration.path("request").path("table").asText();
    }

    static String state(JsonNode migration) {
        return migration.path("state").asText().replace('_', ' ');
    }

    /** Whether the service goes on with it by itself. */
    static boolean working(JsonNode migration) {
        return switch (migration.path("state").asText()) {
            case "running", "rolling_back", "cleaning" -> true;
            default -> false;
        };
    }

    private static String next(JsonNode migration) {
        String id = migration.path("id").asText();
        return switch (migration.path("state").asText()) {
            case "running" -> "  follow it: ./millrace partitions migration %s --watch\n".formatted(id);
            case "swapped" ->
                "  the new table is in place; back: ./millrace partitions rollback %1$s\n  for good: ./millrace partitions cleanup %1$s%2$s\n"
                        .formatted(
                                id,
                                kind(migration).equals("attach")
                                        ? ", then its rows are split by interval in the background"
                                        : "");
            case "paused", "failed" ->
                "  go on: ./millrace partitions resume %1$s\n  back: ./millrace partitions rollback %1$s\n"
                        .formatted(id);
            default -> "";
        };
    }
}
