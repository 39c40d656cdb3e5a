package io.millrace.migration.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Interval;
import io.millrace.partitioning.plan.Partition;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntervalsTest {
    /** With leap days, year ends, half-hour zones and clock changes. */
    @ParameterizedTest
    @EnumSource(Interval.class)
    void anIntervalIsToldByTheBoundsWhateverTheirZone(Interval interval) {
        for (String zone : List.of("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland")) {
            assertThat(Intervals.infer(partitions(interval, zone))).as(zone).contains(interval);
        }
    }

    @Test
    void nothingIsToldByOddBounds() {
        Instant begin = Instant.parse("2024-01-01T00:00:00Z");
        List<Partition> odd = Stream.of(2, 5, 11)
                .map(days -> new Partition(
                        "p", begin.plus(days, ChronoUnit.DAYS), begin.plus(days * 2L + 1, ChronoUnit.DAYS)))
                .toList();
        assertThat(Intervals.infer(odd)).isEmpty();
        assertThat(Intervals.infer(List.of(new Partition("p", Partition.NO_LOWER, begin))))
                .isEmpty();
    }

    private static List<Partition> partitions(Interval interval, String zone) {
        TemporalAmount step =
                switch (interval) {
                    case HOUR -> Duration.ofHours(1);
                    case DAY -> Period.ofDays(1);
                    case WEEK -> Period.ofWeeks(1);
                    case MONTH -> Period.ofMonths(1);
                    case QUARTER -> Period.ofMonths(3);
                    case YEAR -> Period.ofYears(1);
                };
        List<Partition> partitions = new ArrayList<>();
        ZonedDateTime begin = ZonedDateTime.of(2023, 10, 1, 0, 0, 0, 0, ZoneId.of(zone));
        for (int i = 0; i < 40; i++, begin = begin.plus(step)) {
            partitions.add(
                    new Partition("p" + i, begin.toInstant(), begin.plus(step).toInstant()));
        }
        return partitions;
    }
}
