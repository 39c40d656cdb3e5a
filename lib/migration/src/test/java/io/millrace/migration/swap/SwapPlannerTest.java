package io.millrace.migration.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.Obstacle;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.MigrationSettings;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Column;
import io.millrace.migration.shape.TableShape.Kind;
import io.millrace.migration.shape.TableShape.Traits;
import io.millrace.migration.shape.TableSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SwapPlannerTest {
    private static final TableName TABLE = new TableName("public", "events");
    private static final Instant NOW = Instant.parse("2024-03-15T12:00:00Z");
    private static final MigrationSettings SETTINGS =
            new MigrationSettings(2, 3, Duration.ofMillis(300), 2000, Duration.ofSeconds(2));

    @Test
    void partitionsReachFromTheOldestRowToThoseAhead() {
        MigrationPlan plan = plan(request("at"), facts(times("2023-12-31T00:00:00Z", "2024-02-01T00:00:00Z")));
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.actions())
                .contains("create public.events_millrace_new, partitioned by month of at, with about 6 partitions")
                .contains("copy all rows in batches over 3 connections");
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("neither a primary key nor an index on at"));
        assertThat(plan.estimateSeconds()).isEqualTo(3);
        assertThat(plan.blocks()).extracting("mostMillis").containsExactly(3000L, 3000L);
    }

    @Test
    void rowsThatNoPartitionTakesStandInTheWay() {
        assertThat(reasons(facts(new TimeSpan(NOW, NOW, true, true))))
                .containsExactly("some rows have no time, and no partition takes them");
        assertThat(reasons(facts(new TimeSpan(null, NOW, false, false)))).containsExactly("some rows are at infinity");
        assertThat(reasons(facts(times("0001-01-01T00:00:00Z", "2024-01-01T00:00:00Z"))))
                .singleElement()
                .asString()
                .contains("are more than 2000 partitions of one month each");
    }

    @Test
    void whatCannotBeCopiedIsRefusedBeforeRowsAreAsked() {
        SwapFacts none = new SwapFacts(Optional.empty(), null, null, List.of(), null, TableSize.NONE);
        assertThat(reasons(none)).containsExactly("there is no table of this name");
        assertThat(plan(request(null), facts(null)).refusals())
                .extracting(Obstacle::reason)
                .containsExactly("column: is required");
        SwapFacts owned = new SwapFacts(Optional.of(shape()), "readings", null, List.of(), null, TableSize.NONE);
        assertThat(reasons(owned)).containsExactly("it belongs to dataset 'readings'");
        SwapFacts taken = new SwapFacts(
                Optional.of(shape()),
                null,
                null,
                List.of(new TableName("public", "events_millrace_old")),
                null,
                TableSize.NONE);
        assertThat(plan(request("at"), taken).refusals())
                .extracting(Obstacle::object)
                .containsExactly("table public.events_millrace_old");
    }

    private static List<String> reasons(SwapFacts facts) {
        return plan(request("at"), facts).refusals().stream()
                .map(Obstacle::reason)
                .toList();
    }

    private static MigrationPlan plan(MigrationRequest request, SwapFacts facts) {
        return SwapPlanner.plan(request, facts, SETTINGS, NOW);
    }

    private static MigrationRequest request(@Nullable String column) {
        return new MigrationRequest(MigrationKind.COPY, TABLE, column, Interval.MONTH, 2, null, null, null, null);
    }

    private static SwapFacts facts(@Nullable TimeSpan times) {
        return new SwapFacts(Optional.of(shape()), null, null, List.of(), times, new TableSize(1000, 0, 70L << 20));
    }

    private static TimeSpan times(String first, String last) {
        return new TimeSpan(Instant.parse(first), Instant.parse(last), true, false);
    }

    private static TableShape shape() {
        return new TableShape(
                TABLE,
                Kind.PLAIN,
                180000,
                new Traits("owner", true, List.of(), null, null, List.of(), false, false, false, "d"),
                List.of(new Column("at", "timestamp with time zone", true, false, null, null, null, List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
