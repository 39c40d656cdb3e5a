package io.millrace.migration.recut;

import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationPlan.Block;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.Obstacle;
import io.millrace.migration.recut.RecutFacts.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What splitting or merging partitions would do. Touches nothing. */
final class RecutPlanner {
    private static final long BYTES_A_SECOND = 30L << 20;
    private static final long SWAP_MILLIS = 1000;

    private RecutPlanner() {}

    static MigrationPlan plan(MigrationRequest request, RecutFacts facts, Duration lockTimeout) {
        long bytes = facts.groups().stream().mapToLong(Group::bytes).sum();
        return new MigrationPlan(
                request.kind(),
                request.table(),
                facts.groups().stream().map(group -> "move " + group.cut()).toList(),
                refusals(facts),
                List.of(
                        "a group of old partitions is dropped when the new ones have taken its place: rolled back is only the group under way"),
                facts.groups().stream().mapToLong(Group::rows).sum(),
                bytes,
                facts.groups().stream().mapToLong(Group::bytes).max().orElse(0),
                bytes / BYTES_A_SECOND + 1,
                blocks(lockTimeout.toMillis()));
    }

    private static List<Obstacle> refusals(RecutFacts facts) {
        List<Obstacle> refusals = new ArrayList<>();
        for (Group group : facts.groups()) {
            group.sources().forEach(source -> source.own()
                    .forEach(what -> refusals.add(new Obstacle(
                            "partition " + source.name(),
                            "the " + what + " hangs on it alone and would go with it",
                            "drop it, or put it on the parent, first"))));
            if (group.cut().pieces().size() > RecutGroups.MOST_PIECES) {
                refusals.add(new Obstacle(
                        group.cut().toString(),
                        "it is more than %d pieces".formatted(RecutGroups.MOST_PIECES),
                        "take a longer interval"));
            }
        }
        facts.referencing()
                .forEach(key -> refusals.add(new Obstacle(
                        "foreign key " + key,
                        "PostgreSQL detaches no partition that a foreign key refers to",
                        "drop it first, and add it again afterwards")));
        return refusals;
    }

    private static List<Block> blocks(long wait) {
        return List.of(
                new Block("capture", "SHARE ROW EXCLUSIVE", "writers of the old partitions", wait + SWAP_MILLIS),
                new Block("swap", "ACCESS EXCLUSIVE", "readers and writers, once a group", wait + SWAP_MILLIS));
    }
}
