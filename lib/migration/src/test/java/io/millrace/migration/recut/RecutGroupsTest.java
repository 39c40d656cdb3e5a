package io.millrace.migration.recut;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Interval;
import io.millrace.partitioning.plan.Partition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecutGroupsTest {
    @Test
    void aYearBecomesMonthsAndMonthsAYear() {
        assertThat(plan(Interval.MONTH, partition("2024-01-01", "2025-01-01")))
                .singleElement()
                .satisfies(cut -> {
                    assertThat(cut.pieces()).hasSize(12);
                    assertThat(cut.pieces().get(1)).isEqualTo(piece("2024-02-01", "2024-03-01"));
                    assertThat(cut.pieces().getLast()).isEqualTo(piece("2024-12-01", "2025-01-01"));
                });
        assertThat(plan(Interval.YEAR, partition("2024-01-01", "2024-07-01"), partition("2024-07-01", "2025-01-01")))
                .singleElement()
                .satisfies(cut -> {
                    assertThat(cut.sources()).hasSize(2);
                    assertThat(cut.pieces()).containsExactly(piece("2024-01-01", "2025-01-01"));
                });
    }

    @Test
    void whatIsRightIsLeftAlone() {
        assertThat(plan(Interval.MONTH, partition("2024-01-01", "2024-02-01"), partition("2024-02-01", "2024-03-01")))
                .isEmpty();
        assertThat(plan(
                        Interval.MONTH,
                        partition("2024-01-01", "2024-02-01"),
                        partition("2024-02-01", "2024-04-01"),
                        partition("2024-04-01", "2024-05-01")))
                .singleElement()
                .satisfies(cut -> assertThat(cut.sources()).containsExactly(partition("2024-02-01", "2024-04-01")));
    }

    @Test
    void noPieceReachesIntoAGap() {
        assertThat(plan(
                        Interval.MONTH,
                        partition("2024-01-01", "2024-01-02"),
                        partition("2024-01-02", "2024-01-03"),
                        partition("2024-01-10", "2024-01-11")))
                .singleElement()
                .satisfies(cut -> assertThat(cut.pieces()).containsExactly(piece("2024-01-01", "2024-01-03")));
    }

    /** Weeks that reach over the end of a month are cut together with both. */
    @Test
    void groupsEndWhereOldAndNewBoundsMeet() {
        assertThat(plan(
                        Interval.MONTH,
                        partition("2024-01-22", "2024-01-29"),
                        partition("2024-01-29", "2024-02-05"),
                        partition("2024-02-05", "2024-03-01"),
                        partition("2024-03-01", "2024-03-11"),
                        partition("2024-03-11", "2024-04-01")))
                .satisfiesExactly(
                        first -> assertThat(first.pieces())
                                .containsExactly(piece("2024-01-22", "2024-02-01"), piece("2024-02-01", "2024-03-01")),
                        second -> assertThat(second.pieces()).containsExactly(piece("2024-03-01", "2024-04-01")));
    }

    @Test
    void aWindowAndOpenEndsAreRespected() {
        List<Partition> existing = List.of(
                new Partition("first", Partition.NO_LOWER, at("2023-01-01")),
                partition("2023-01-01", "2024-01-01"),
                partition("2024-01-01", "2025-01-01"),
                partition("2025-01-01", "2026-01-01"));
        assertThat(RecutGroups.plan(Interval.QUARTER, existing, at("2024-01-01"), at("2025-01-01")))
                .singleElement()
                .satisfies(cut -> assertThat(cut.sources()).containsExactly(partition("2024-01-01", "2025-01-01")));
        assertThat(RecutGroups.plan(Interval.QUARTER, existing, null, null)).hasSize(3);
    }

    private static List<Recut> plan(Interval interval, Partition... existing) {
        @Nullable Instant always = null;
        return RecutGroups.plan(interval, List.of(existing), always, always);
    }

    private static Partition partition(String lower, String upper) {
        return new Partition("p" + lower, at(lower), at(upper));
    }

    private static Recut.Piece piece(String lower, String upper) {
        return new Recut.Piece(at(lower), at(upper));
    }

    private static Instant at(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }
}
