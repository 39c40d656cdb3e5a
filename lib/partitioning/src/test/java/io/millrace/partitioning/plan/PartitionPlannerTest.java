package io.millrace.partitioning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.plan.PartitionChange.Create;
import io.millrace.partitioning.plan.PartitionChange.Overdue;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.partitioning.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionPlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final TableName TABLE = new TableName("public", "readings");

    @ParameterizedTest
    @CsvSource({
        // interval, now, first lower, last upper with premake 2
        "DAY, 2024-02-28T23:59:59.999Z, 2024-02-28, 2024-03-02",
        "DAY, 2023-02-28T00:00:00Z, 2023-02-28, 2023-03-03",
        "DAY, 2026-12-31T12:00:00Z, 2026-12-31, 2027-01-03",
        "WEEK, 2026-01-01T00:00:00Z, 2025-12-29, 2026-01-19",
        "WEEK, 2027-01-03T23:59:59Z, 2026-12-28, 2027-01-18",
        "WEEK, 2027-01-04T00:00:00Z, 2027-01-04, 2027-01-25",
        "MONTH, 2024-01-31T12:00:00Z, 2024-01-01, 2024-04-01",
        "MONTH, 2026-11-30T23:59:59Z, 2026-11-01, 2027-02-01",
        "MONTH, 9999-12-15T00:00:00Z, 9999-12-01, +10000-03-01",
        "QUARTER, 2024-02-29T00:00:00Z, 2024-01-01, 2024-10-01",
        "QUARTER, 2026-12-31T23:59:59Z, 2026-10-01, 2027-07-01",
        "YEAR, 2024-02-29T00:00:00Z, 2024-01-01, 2027-01-01",
        "YEAR, 1969-12-31T23:59:59Z, 1969-01-01, 1972-01-01",
    })
    void anEmptyTableGetsNowAndWhatIsAhead(Interval interval, Instant now, String lower, String upper) {
        List<Create> plan = creates(plan(new Policy(interval, 2, null, Expired.KEEP), List.of(), now));
        assertThat(plan).hasSize(3);
        assertThat(plan.getFirst().lower()).isEqualTo(Instant.parse(lower + "T00:00:00Z"));
        assertThat(plan.getLast().upper()).isEqualTo(Instant.parse(upper + "T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29T23:59:59.999Z, 2024-02-29T23:00:00Z, 2024-03-01T02:00:00Z",
        "2026-12-31T22:30:00Z, 2026-12-31T22:00:00Z, 2027-01-01T01:00:00Z",
        // summer time begins and ends in most of Europe
        "2026-03-29T00:59:59Z, 2026-03-29T00:00:00Z, 2026-03-29T03:00:00Z",
        "2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z, 2026-10-25T03:00:00Z",
        "1969-12-31T23:30:00Z, 1969-12-31T23:00:00Z, 1970-01-01T02:00:00Z",
    })
    void hoursAreHoursOfUtc(Instant now, Instant lower, Instant upper) {
        List<Create> plan = creates(plan(new Policy(Interval.HOUR, 2, null, Expired.KEEP), List.of(), now));
        assertThat(plan).hasSize(3);
        assertThat(plan.getFirst().lower()).isEqualTo(lower);
        assertThat(plan.getLast().upper()).isEqualTo(upper);
    }

    @Test
    void nothingIsToBeDoneTwice() {
        Policy policy = new Policy(Interval.MONTH, 3, null, Expired.KEEP);
        List<Partition> made = partitions(creates(plan(policy, List.of(), NOW)));
        assertThat(plan(policy, made, NOW)).isEmpty();
        assertThat(PartitionPlanner.ahead(made, NOW)).isEqualTo(3);
    }

    @Test
    void theHoleBehindNowIsFilledUpToTheNewestPartitionThatEnded() {
        List<Partition> existing = List.of(month("2020-01", "2020-02"), month("2026-07", "2026-08"));
        assertThat(lowers(plan(new Policy(Interval.MONTH, 1, null, Expired.KEEP), existing, NOW)))
                .containsExactly("2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01", "2026-12-01");
    }

    /** There the loader makes what rows need, so that one old row does not bring a hundred empty partitions with it. */
    @Test
    void behindNowADatasetGetsWhatItsRowsNeed() {
        List<Partition> existing = List.of(month("2020-01", "2020-02"), month("2026-07", "2026-08"));
        PartitionSet set = PartitionSet.of("readings", TABLE, "at", new Policy(Interval.MONTH, 1, null, Expired.KEEP));
        assertThat(lowers(PartitionPlanner.plan(set, existing, NOW))).containsExactly("2026-11-01", "2026-12-01");
    }

    @Test
    void aHoleOfAgesIsFilledInPart() {
        List<Partition> existing = List.of(new Partition("old", day("1990-01-01"), day("1990-01-02")));
        assertThat(plan(new Policy(Interval.DAY, 0, null, Expired.KEEP), existing, NOW))
                .hasSize(PartitionPlanner.MOST_BEHIND + 1);
    }

    @Test
    void whatIsCoveredInPartGetsTheRest() {
        List<Partition> existing = List.of(
                new Partition("local", Instant.parse("2026-11-05T03:00:00Z"), Instant.parse("2026-11-10T03:00:00Z")),
                new Partition("open", day("2027-01-15"), Partition.NO_UPPER));
        assertThat(creates(plan(new Policy(Interval.MONTH, 3, null, Expired.KEEP), existing, NOW)))
                .containsExactly(
                        new Create(day("2026-11-01"), Instant.parse("2026-11-05T03:00:00Z")),
                        new Create(Instant.parse("2026-11-10T03:00:00Z"), day("2026-12-01")),
                        new Create(day("2026-12-01"), day("2027-01-01")),
                        new Create(day("2027-01-01"), day("2027-01-15")));
    }

    @Test
    void aPartitionIsOverdueWhenAllOfItIsPastRetention() {
        Policy policy = new Policy(Interval.MONTH, 0, Span.parse("12 months"), Expired.KEEP);
        List<Partition> existing = List.of(
                new Partition("forever", Partition.NO_LOWER, day("2020-01-01")),
                month("2025-10", "2025-11"),
                month("2025-11", "2025-12"),
                month("2026-11", "2026-12"));
        assertThat(plan(policy, existing, NOW))
                .filteredOn(Overdue.class::isInstance)
                .extracting(change -> ((Overdue) change).partition().name())
                .containsExactly("forever", "2025-10");
    }

    /** The last moment of a month and the first of the next; a leap day, whose year before has none. */
    @ParameterizedTest
    @CsvSource({
        // interval, retention, now, the newest overdue, the oldest kept
        "MONTH, 1 month, 2026-11-30T23:59:59.999Z, 2026-09-01, 2026-10-01",
        "MONTH, 1 month, 2026-12-01T00:00:00Z, 2026-10-01, 2026-11-01",
        "MONTH, 1 month, 2024-03-31T12:00:00Z, 2024-01-01, 2024-02-01",
        "MONTH, 1 month, 2024-02-29T23:59:59.999Z, 2023-12-01, 2024-01-01",
        "MONTH, 12 months, 2024-02-29T00:00:00Z, 2023-01-01, 2023-02-01",
        "MONTH, 1 year, 2024-02-29T00:00:00Z, 2023-01-01, 2023-02-01",
        "DAY, 1 year, 2024-02-29T12:00:00Z, 2023-02-27, 2023-02-28",
        "DAY, 1 day, 2024-03-01T00:00:00Z, 2024-02-28, 2024-02-29",
        "YEAR, 1 year, 2024-02-29T12:00:00Z, 2022-01-01, 2023-01-01",
        "YEAR, 4 years, 2024-12-31T23:59:59.999Z, 2019-01-01, 2020-01-01",
        "YEAR, 4 years, 2025-01-01T00:00:00Z, 2020-01-01, 2021-01-01",
    })
    void retentionEndsByTheCalendar(Interval interval, String retention, Instant now, String overdue, String kept) {
        Policy policy = new Policy(interval, 1, Span.parse(retention), Expired.DROP);
        List<Partition> existing = new ArrayList<>();
        for (Instant lower = interval.plus(interval.floor(now), -500);
                !lower.isAfter(now);
                lower = interval.plus(lower, 1)) {
            existing.add(new Partition(lower.toString(), lower, interval.plus(lower, 1)));
        }
        List<PartitionChange> plan = plan(policy, existing, now);
        List<Partition> leaving = overdue(plan);
        assertThat(leaving.getLast().lower()).isEqualTo(day(overdue));
        existing.removeAll(leaving);
        assertThat(existing.getFirst().lower()).isEqualTo(day(kept));
        existing.addAll(partitions(creates(plan)));
        assertThat(plan(policy, existing, now)).isEmpty();
    }

    /** An earlier now finds nothing more to take away, and what it makes is made once, whichever now comes next. */
    @Property(tries = 300)
    void aClockThatIsSetBackTakesNothingAway(
            @ForAll Interval interval,
            @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
            @ForAll @IntRange(min = 1, max = 3 * 366 * 24) int hoursBack,
            @ForAll @IntRange(min = 1, max = 30) int kept) {
        Instant now = Instant.ofEpochSecond(second);
        Instant back = now.minusSeconds(3600L * hoursBack);
        Policy policy = new Policy(interval, 3, Span.parse(kept + " months"), Expired.DROP);
        List<Partition> all = new ArrayList<>(partitions(creates(plan(policy, List.of(), now))));
        List<PartitionChange> plan = plan(policy, all, back);
        assertThat(plan).allMatch(Create.class::isInstance).hasSizeLessThanOrEqualTo(4);
        all.addAll(partitions(creates(plan)));
        assertThat(plan(policy, all, back)).isEmpty();

        List<PartitionChange> again = plan(policy, all, now);
        all.removeAll(overdue(again));
        all.addAll(partitions(creates(again)));
        assertThat(plan(policy, all, now)).isEmpty();
        assertThat(overdue(plan(policy, all, back))).isEmpty();
    }

    /** What is made is bounded, however far the clock was set forward. */
    @ParameterizedTest
    @CsvSource({"2027-11-20T10:00:00Z", "2126-11-20T10:00:00Z"})
    void aClockThatIsSetForwardMakesNoThousands(Instant later) {
        Policy policy = new Policy(Interval.HOUR, 48, null, Expired.KEEP);
        List<Partition> made = partitions(creates(plan(policy, List.of(), NOW)));
        assertThat(creates(plan(policy, made, later))).hasSize(PartitionPlanner.MOST_BEHIND + 49);
    }

    @Test
    void whatWouldBeOverdueAtOnceIsNotMade() {
        Policy policy = new Policy(Interval.MONTH, 0, Span.parse("2 months"), Expired.KEEP);
        assertThat(lowers(plan(policy, List.of(month("2026-08", "2026-09")), NOW)))
                .containsExactly("2026-09-01", "2026-10-01", "2026-11-01");
        assertThat(plan(policy, List.of(month("2020-08", "2020-09")), NOW)).hasSize(4);
    }

    /** From 0001 to 9999, whatever is there already. */
    @Property(tries = 500)
    void boundsTileWithoutGapsAndOverlaps(
            @ForAll Interval interval,
            @ForAll @IntRange(max = 40) int premake,
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second,
            @ForAll @Size(max = 6) List<@IntRange(min = -200, max = 200) Integer> cuts) {
        Instant now = Instant.ofEpochSecond(second);
        Policy policy = new Policy(interval, premake, null, Expired.KEEP);
        List<Partition> all = new ArrayList<>(existing(now, cuts));
        List<Create> created = creates(plan(policy, all, now));
        all.addAll(partitions(created));
        all.sort(Comparator.comparing(Partition::lower));
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).lower()).isAfterOrEqualTo(all.get(i - 1).upper());
        }
        Instant until = now;
        for (int ahead = 0; ahead <= premake; ahead++) {
            until = interval.plus(interval.floor(until), 1);
        }
        Instant covered = now;
        for (Partition partition : all) {
            if (!partition.lower().isAfter(covered) && partition.upper().isAfter(covered)) {
                covered = partition.upper();
            }
        }
        assertThat(covered).isAfterOrEqualTo(until);
        assertThat(plan(policy, all, now)).isEmpty();
    }

    /** Partitions of any hours around now: successive cuts, every second stretch taken. */
    private static List<Partition> existing(Instant now, List<Integer> cuts) {
        List<Integer> hours = cuts.stream().distinct().sorted().toList();
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i + 1 < hours.size(); i += 2) {
            partitions.add(new Partition(
                    "p" + i, now.plusSeconds(3600L * hours.get(i)), now.plusSeconds(3600L * hours.get(i + 1))));
        }
        return partitions;
    }

    private static List<PartitionChange> plan(Policy policy, List<Partition> existing, Instant now) {
        return PartitionPlanner.plan(PartitionSet.of(null, TABLE, "at", policy), existing, now);
    }

    private static List<Create> creates(List<PartitionChange> plan) {
        return plan.stream()
                .filter(Create.class::isInstance)
                .map(Create.class::cast)
                .toList();
    }

    private static List<Partition> overdue(List<PartitionChange> plan) {
        return plan.stream()
                .filter(Overdue.class::isInstance)
                .map(change -> ((Overdue) change).partition())
                .toList();
    }

    private static List<String> lowers(List<PartitionChange> plan) {
        return creates(plan).stream()
                .map(create -> create.lower().toString().substring(0, 10))
                .toList();
    }

    private static List<Partition> partitions(List<Create> creates) {
        return creates.stream()
                .map(create -> new Partition("new", create.lower(), create.upper()))
                .toList();
    }

    private static Partition month(String lower, String upper) {
        return new Partition(lower, day(lower + "-01"), day(upper + "-01"));
    }

    private static Instant day(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }
}
