package io.millrace.migration.swap;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationPlan.Block;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.Obstacle;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.MigrationSettings;
import io.millrace.migration.ResultingSet;
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What copying a table into another form would do. Touches nothing. */
final class SwapPlanner {
    /** Copied, indexed and compared: what two modest processors do with narrow rows. */
    private static final long BYTES_A_SECOND = 30L << 20;

    /** More than these make planning of queries slow, and are a mistyped year as a rule. */
    private static final int MOST_PARTITIONS = 2000;

    private static final long SWAP_MILLIS = 1000;

    private final MigrationRequest request;
    private final SwapFacts facts;
    private final MigrationSettings settings;
    private final Instant now;
    private final List<Obstacle> refusals = new ArrayList<>();

    private SwapPlanner(MigrationRequest request, SwapFacts facts, MigrationSettings settings, Instant now) {
        this.request = request;
        this.facts = facts;
        this.settings = settings;
        this.now = now;
    }

    static MigrationPlan plan(MigrationRequest request, SwapFacts facts, MigrationSettings settings, Instant now) {
        return unfit(request, facts)
                .map(refusal -> MigrationPlan.refused(request, refusal))
                .orElseGet(() -> new SwapPlanner(request, facts, settings, now)
                        .plan(facts.shape().orElseThrow()));
    }

    private MigrationPlan plan(TableShape shape) {
        TargetTable target = Exchange.target(request);
        Recreation recreation = Recreation.of(shape, target);
        refusals.addAll(recreation.refusals());
        facts.taken()
                .forEach(
                        name -> refusals.add(new Obstacle("table " + name, "its name is needed", "rename or drop it")));
        List<String> warnings = new ArrayList<>(recreation.warnings());
        int partitions = facts.times() == null ? 0 : partitions(facts.times());
        keyless(shape, request.requiredColumn(), warnings);
        return new MigrationPlan(
                request.kind(),
                request.table(),
                actions(target, recreation, partitions),
                refusals,
                warnings,
                facts.size().rows(),
                facts.size().bytes(),
                facts.size().bytes(),
                facts.size().bytes() / BYTES_A_SECOND + 1,
                blocks());
    }

    /** What makes it useless to look any further. */
    static Optional<Obstacle> unfit(MigrationRequest request, SwapFacts facts) {
        String table = "table " + request.table();
        boolean undo = request.kind() == MigrationKind.UNDO;
        if (facts.shape().isEmpty()) {
            return refuse(table, "there is no table of this name", "name it as schema.table");
        }
        boolean partitioned = facts.shape().get().kind() == Kind.PARTITIONED;
        if (undo && !partitioned) {
            return refuse(table, "it is not partitioned", "there is nothing to undo");
        }
        if (!undo && partitioned) {
            return refuse(table, "it is partitioned already", "adopt it, or change its partitions by kind recut");
        }
        if (request.column() == null) {
            return undo
                    ? refuse(
                            table,
                            "it is not partitioned by range of one column",
                            "such a table has to be copied by hand")
                    : refuse(table, "column: is required", "name its time column");
        }
        if (!undo && request.interval() == null) {
            return refuse(table, "interval: is required", "name the time one partition shall hold");
        }
        if (facts.dataset() != null) {
            return refuse(
                    table,
                    "it belongs to dataset '%s'".formatted(facts.dataset()),
                    "delete the dataset first; its rows stay");
        }
        return facts.foreignPartition() == null
                ? Optional.empty()
                : refuse(
                        "partition " + facts.foreignPartition(),
                        "it is a foreign table",
                        "detach it, or copy it into a table first");
    }

    private static Optional<Obstacle> refuse(String object, String reason, String remedy) {
        return Optional.of(new Obstacle(object, reason, remedy));
    }

    private int partitions(TimeSpan times) {
        String column = request.requiredColumn();
        if (times.nulls()) {
            refusals.add(new Obstacle(
                    "column " + column,
                    "some rows have no time, and no partition takes them",
                    "give them one, or delete them"));
        }
        if (!times.finite()) {
            refusals.add(new Obstacle(
                    "column " + column, "some rows are at infinity", "give them a finite time, or delete them"));
            return 0;
        }
        int partitions =
                times.partitions(request.requiredInterval(), ResultingSet.ahead(request, now), MOST_PARTITIONS + 1);
        if (partitions > MOST_PARTITIONS) {
            refusals.add(new Obstacle(
                    "column " + column,
                    "from %s to %s are more than %d partitions of one %s each"
                            .formatted(times.first(), times.last(), MOST_PARTITIONS, request.interval()),
                    "mend mistyped years, or take a longer interval"));
        }
        return partitions;
    }

    private static void keyless(TableShape shape, String column, List<String> warnings) {
        boolean quick = shape.indexes().stream()
                .anyMatch(index -> "p".equals(index.constraint())
                        || index.columns().getFirst().equals(column));
        if (!quick) {
            warnings.add(
                    "the table has neither a primary key nor an index on %s: the whole of it is read whenever changes are brought over, also during the swap"
                            .formatted(column));
        }
    }

    private List<String> actions(TargetTable target, Recreation recreation, int partitions) {
        List<String> actions = new ArrayList<>();
        TableName table = request.table();
        actions.add(
                target.partitioned()
                        ? "create %s, partitioned by %s of %s, with about %d partitions"
                                .formatted(target.work(table), request.interval(), request.column(), partitions)
                        : "create %s, a plain table".formatted(target.work(table)));
        actions.add("capture what is written to %s by triggers".formatted(table));
        actions.add("copy all rows in batches over %d connections".formatted(settings.workers()));
        actions.add("build %d indexes".formatted(recreation.indexes().size()));
        actions.add("read again what was written meanwhile, and compare both sides range by range");
        actions.add("exchange the names: %s becomes %s, %s becomes %s"
                .formatted(
                        table, target.retired(table).name(), target.work(table).name(), table));
        if (!recreation.afterSwap().isEmpty()) {
            actions.add("check the foreign keys");
        }
        actions.add("keep %s up to the last change until cleanup or rollback".formatted(target.retired(table)));
        return actions;
    }

    private List<Block> blocks() {
        long wait = settings.lockTimeout().toMillis();
        return List.of(
                new Block("capture", "SHARE ROW EXCLUSIVE", "writers", wait + SWAP_MILLIS),
                new Block("swap", "ACCESS EXCLUSIVE", "readers and writers", wait + SWAP_MILLIS));
    }
}
