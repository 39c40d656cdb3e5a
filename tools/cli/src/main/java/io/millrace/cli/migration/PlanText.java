package io.millrace.cli.migration;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.print.Failure;
import io.millrace.cli.print.Quantities;

/** A plan as people read it. */
final class PlanText {
    private static final int MINUTE = 60;

    private PlanText() {}

    static String of(JsonNode plan) {
        StringBuilder text = new StringBuilder(plan.path("table").asText() + "\n");
        lines(text, "will", plan.path("actions"));
        lines(text, "note", plan.path("warnings"));
        for (JsonNode refusal : plan.path("refusals")) {
            text.append("  in the way: %s %s\n              %s\n"
                    .formatted(
                            refusal.path("object").asText(),
                            refusal.path("reason").asText(),
                            refusal.path("remedy").asText()));
        }
        if (plan.has("blocks") && plan.path("refusals").isEmpty()) {
            text.append("  about %s rows, %s; needs %s more; takes about %s\n"
                    .formatted(
                            Quantities.count(plan.path("rows").asLong()),
                            Quantities.bytes(plan.path("bytes").asLong()),
                            Quantities.bytes(plan.path("spaceBytes").asLong()),
                            time(plan.path("estimateSeconds").asLong())));
            for (JsonNode block : plan.path("blocks")) {
                text.append("  blocks: %s, at most %s ms at '%s' (%s)\n"
                        .formatted(
                                block.path("who").asText(),
                                Quantities.count(block.path("mostMillis").asLong()),
                                block.path("step").asText(),
                                block.path("lock").asText()));
            }
        }
        return text.toString();
    }

    /** @throws Failure when something stands in the way; told already */
    static void sound(JsonNode plan) {
        if (!plan.path("refusals").isEmpty()) {
            throw new Failure(
                    Failure.FAILED,
                    "Nothing was changed: %d things are in the way"
                            .formatted(plan.path("refusals").size()));
        }
    }

    static String time(long seconds) {
        if (seconds < 2 * MINUTE) {
            return seconds + " s";
        }
        long minutes = seconds / MINUTE;
        return minutes < 2 * MINUTE ? minutes + " min" : "%d h %d min".formatted(minutes / MINUTE, minutes % MINUTE);
    }

    private static void lines(StringBuilder text, String what, JsonNode lines) {
        lines.forEach(line -> text.append("  ")
                .append(what)
                .append(": ")
                .append(line.asText())
                .append('\n'));
    }
}
