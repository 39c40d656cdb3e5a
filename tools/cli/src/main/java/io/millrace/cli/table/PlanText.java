package io.millrace.cli.table;

import io.millrace.api.migration.AdoptPlan;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.Obstacle;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Quantities;
import java.util.List;

/** A plan as people read it. */
final class PlanText {

    private PlanText() {}

    static String of(AdoptPlan plan) {
        return text(plan.table(), plan.actions(), plan.warnings(), plan.refusals());
    }

    static String of(MigrationPlan plan) {
        StringBuilder text = new StringBuilder(text(plan.table(), plan.actions(), plan.warnings(), plan.refusals()));
        if (plan.refusals().isEmpty()) {
            text.append("  about %s rows, %s; needs %s more; takes about %s\n"
                    .formatted(
                            Quantities.count(plan.rows()),
                            Quantities.bytes(plan.bytes()),
                            Quantities.bytes(plan.spaceBytes()),
                            Quantities.longTime(plan.estimateSeconds())));
            for (MigrationPlan.Block block : plan.blocks()) {
                text.append("  blocks: %s, at most %s ms at '%s' (%s)\n"
                        .formatted(block.who(), Quantities.count(block.mostMillis()), block.step(), block.lock()));
            }
        }
        return text.toString();
    }

    /** @throws CommandFailure when something stands in the way; told already */
    static void requireNone(List<Obstacle> refusals) {
        if (!refusals.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "Nothing was changed: %d things are in the way".formatted(refusals.size()));
        }
    }

    private static String text(Object table, List<String> actions, List<String> warnings, List<Obstacle> refusals) {
        StringBuilder text = new StringBuilder(table + "\n");
        actions.forEach(action -> text.append("  will: ").append(action).append('\n'));
        warnings.forEach(warning -> text.append("  note: ").append(warning).append('\n'));
        for (Obstacle refusal : refusals) {
            text.append("  in the way: %s %s\n              %s\n"
                    .formatted(refusal.object(), refusal.reason(), refusal.remedy()));
        }
        return text.toString();
    }
}
