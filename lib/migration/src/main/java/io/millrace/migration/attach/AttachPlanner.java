package io.millrace.migration.attach;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationPlan.Block;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.Obstacle;
import io.millrace.migration.attach.AttachFacts.Times;
import io.millrace.migration.recreate.PartitionSql;
import io.millrace.migration.recreate.PartitionSql.Key;
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Dependent;
import io.millrace.migration.shape.TableShape.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what attaching a table would do. Touches nothing. */
final class AttachPlanner {
    private static final int SWAP_MILLIS = 500;
    /** Read by VALIDATE and by each index, a second; measured on two slow cores. */
    private static final long BYTES_A_SECOND = 200L << 20;

    private final MigrationRequest request;
    private final AttachFacts facts;
    private final List<Obstacle> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private AttachPlanner(MigrationRequest request, AttachFacts facts) {
        this.request = request;
        this.facts = facts;
    }

    /** @return why it is of no use to look at the table */
    static Optional<Obstacle> incomplete(MigrationRequest request) {
        return request.column() != null && request.interval() != null
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        request.column() == null ? "column" : "interval",
                        "is required to attach a table",
                        "name the time column, and hour, day, week, month, quarter or year as the interval"));
    }

    static MigrationPlan plan(MigrationRequest request, AttachFacts facts, Duration lockTimeout) {
        if (facts.shape().isEmpty() || facts.shape().get().kind() != Kind.PLAIN) {
            boolean there = facts.shape().isPresent();
            String reason = there ? "it is partitioned already" : "there is no such table";
            String remedy = there ? "adopt it" : "check the schema and the name, case counts";
            return MigrationPlan.refused(request, new Obstacle("table " + request.table(), reason, remedy));
        }
        return new AttachPlanner(request, facts).plan(facts.shape().get(), lockTimeout.toMillis());
    }

    private MigrationPlan plan(TableShape shape, long lockMillis) {
        TargetTable target = AttachFacts.unnamed(request);
        Recreation recreation = Recreation.of(shape, target);
        refusals.addAll(recreation.refusals());
        warnings.addAll(recreation.warnings());
        String bounds = bounds(shape);
        List<Key> longer = PartitionSql.longer(shape, target);
        return new MigrationPlan(
                MigrationKind.ATTACH,
                shape.table(),
                actions(shape, longer, bounds),
                refusals,
                warnings,
                facts.size().rows(),
                facts.size().bytes(),
                facts.keyBytes() * 3 / 2,
                facts.size().heap() * (1 + longer.size()) / BYTES_A_SECOND + 2,
                blocks(shape, lockMillis));
    }

    /** @return what the first partition would hold, as people read it */
    private String bounds(TableShape shape) {
        String column = request.requiredColumn();
        return switch (facts.times()) {
            case Times.Unasked unasked -> "its bounds";
            case Times.Infinite infinite -> {
                refusals.add(new Obstacle("column " + column, "a row has infinity there", "give those rows a time"));
                yield "its bounds";
            }
            case Times.TooMany many -> {
                warnings.add(
                        "finding the oldest and the newest %s takes long; an index on it would help".formatted(column));
                yield "from the oldest %s to a week ahead, rounded out".formatted(column);
            }
            case Times.Known known -> known(shape, column, known);
        };
    }

    private String known(TableShape shape, String column, Times.Known known) {
        if (known.taken() != null) {
            refusals.add(
                    new Obstacle("table " + known.taken(), "the old table will need that name", "rename it first"));
        }
        if (known.nulls()) {
            refusals.add(new Obstacle(
                    "column " + column,
                    "rows have NULL there, which no partition holds",
                    "give those rows a time, or delete them"));
        } else if (!shape.column(column).orElseThrow().notNull()) {
            warnings.add("column %s becomes NOT NULL".formatted(column));
        }
        AttachBounds bounds = known.bounds();
        warnings.add("from the first step on, rows are refused whose %s is before %s, or %s and later"
                .formatted(column, bounds.lower(), bounds.upper()));
        return "%s from %s to before %s".formatted(column, bounds.lower(), bounds.upper());
    }

    private static List<String> actions(TableShape shape, List<Key> longer, String bounds) {
        String table = shape.table().toString();
        List<String> actions = new ArrayList<>();
        actions.add("add a CHECK to %s, NOT VALID: %s".formatted(table, bounds));
        actions.add("validate it: reads %s once".formatted(table));
        longer.forEach(key ->
                actions.add("build CONCURRENTLY, in place of %s: UNIQUE %s".formatted(key.name(), key.definition())));
        actions.add(
                "in one transaction: make the partitioned table %s, and attach the old one as its first partition without reading it"
                        .formatted(table));
        shape.dependents().stream()
                .map(Dependent::object)
                .forEach(object -> actions.add("in the same: point " + object + " to the new table"));
        shape.foreignKeys()
                .forEach(key -> actions.add("in the same: put foreign key %s of %s on again; check its rows afterwards"
                        .formatted(key.name(), key.from())));
        actions.add("make the partitions ahead, and ANALYZE " + table);
        return actions;
    }

    private static List<Block> blocks(TableShape shape, long most) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block("bounds", "ACCESS EXCLUSIVE", "readers and writers of " + shape.table(), most));
        blocks.add(
                new Block("swap", "ACCESS EXCLUSIVE", "readers and writers of " + shape.table(), most + SWAP_MILLIS));
        shape.foreignKeys().stream()
                .map(key -> key.from().equals(shape.table()) ? key.to() : key.from())
                .distinct()
                .forEach(other -> blocks.add(
                        new Block("swap", "ACCESS EXCLUSIVE", "readers and writers of " + other, SWAP_MILLIS)));
        return blocks;
    }
}
