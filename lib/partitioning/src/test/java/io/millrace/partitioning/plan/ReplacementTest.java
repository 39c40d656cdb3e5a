package io.millrace.partitioning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.Interval;
import io.millrace.partitioning.plan.PartitionChange.Create;
import io.millrace.partitioning.plan.PartitionChange.Replace;
import io.millrace.partitioning.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReplacementTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void monthsAheadBecomeDays() {
        List<Replace> plan = replacements(Interval.DAY, Interval.MONTH, tiles(Interval.MONTH, NOW, 3), NOW);
        assertThat(plan).extracting(replace -> replace.old().size()).containsExactly(1, 1, 1);
        assertThat(plan).extracting(replace -> replace.instead().size()).containsExactly(31, 31, 28);
    }

    @Test
    void daysBecomeAMonthWhereTheyMakeUpOne() {
        List<Partition> days = tiles(Interval.DAY, NOW, 45); // until 2027-01-04
        List<Replace> plan = replacements(Interval.MONTH, Interval.DAY, days, NOW);
        assertThat(plan).hasSize(1);
        assertThat(plan.getFirst().old()).hasSize(31);
        assertThat(plan.getFirst().instead())
                .containsExactly(
                        new Create(Instant.parse("2026-12-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z")));
    }

    @Test
    void aHoleIsNotPapered() {
        List<Partition> days = new ArrayList<>(tiles(Interval.DAY, NOW, 45));
        days.remove(20);
        assertThat(replacements(Interval.MONTH, Interval.DAY, days, NOW)).isEmpty();
    }

    @Test
    void boundsOfSomebodysWillStay() {
        List<Partition> odd = List.of(
                new Partition("odd", Instant.parse("2026-12-01T05:00:00Z"), Instant.parse("2027-01-01T05:00:00Z")));
        assertThat(replacements(Interval.DAY, Interval.MONTH, odd, NOW)).isEmpty();
    }

    @Test
    void withoutAFormerIntervalNothingIsReplaced() {
        Policy policy = new Policy(Interval.DAY, 3, null, Expired.KEEP);
        assertThat(Replacement.plan(policy, tiles(Interval.MONTH, NOW, 3), NOW)).isEmpty();
    }

    /** Whatever the intervals: what comes instead covers exactly what goes, all of it lies ahead and on the new grid. */
    @Property(tries = 300)
    void whatComesCoversWhatGoes(
            @ForAll Interval former,
            @ForAll Interval interval,
            @ForAll @IntRange(max = 60) int ahead,
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second) {
        Instant now = Instant.ofEpochSecond(second);
        for (Replace replace : replacements(interval, former, tiles(former, now, ahead), now)) {
            assertThat(replace.old().getFirst().lower()).isAfter(now);
            Instant covered = replace.old().getFirst().lower();
            for (Create create : replace.instead()) {
                assertThat(create.lower()).isEqualTo(covered).isEqualTo(interval.floor(covered));
                covered = create.upper();
            }
            assertThat(covered).isEqualTo(replace.old().getLast().upper());
        }
    }

    private static List<Replace> replacements(Interval to, Interval from, List<Partition> existing, Instant now) {
        return Replacement.plan(new Policy(to, 3, null, Expired.KEEP, from), existing, now).stream()
                .map(Replace.class::cast)
                .toList();
    }

    /** The partition of now and those ahead. */
    private static List<Partition> tiles(Interval interval, Instant now, int ahead) {
        List<Partition> tiles = new ArrayList<>();
        for (int i = 0; i <= ahead; i++) {
            Instant lower = interval.plus(interval.floor(now), i);
            tiles.add(new Partition("p" + i, lower, interval.plus(lower, 1)));
        }
        return tiles;
    }
}
