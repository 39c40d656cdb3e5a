package io.millrace.partition.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.analysis.Advice;
import io.millrace.api.analysis.Spread;
import io.millrace.contract.dataset.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalAdviceTest {
    private static final Instant BEGIN = Instant.parse("2023-01-01T00:00:00Z");

    /** Rows of 100 bytes, the same number every hour. */
    private static List<Spread> spreads(int days, double rowsAnHour) {
        TreeMap<Instant, Double> hours = new TreeMap<>();
        for (int hour = 0; hour < 24 * days; hour++) {
            hours.put(BEGIN.plus(Duration.ofHours(hour)), rowsAnHour);
        }
        Histogram histogram = new Histogram(hours, 100);
        return Arrays.stream(Interval.values()).map(histogram::over).toList();
    }

    @ParameterizedTest
    @CsvSource({
        // days, rows an hour, advice: the whole table has days * 24 * rows * 100 bytes
        "1095, 15000, QUARTER", // 1 GiB a month, 3 GiB a quarter: 12 quarters are enough
        "1000, 15000, MONTH", // 11 quarters are not
        "990, 400000, DAY", // 0.9 GiB a day, 6.3 GiB a week
        "1000, 100000, WEEK", // 1.6 GiB a week, 6.9 GiB a month
        "90, 20000000, DAY", // 1.9 GiB an hour, but 2160 of them; days have 45 GiB
        "30, 20000000, HOUR",
        "3650, 900, QUARTER", // 190 MiB a quarter, 40 of them; 750 MiB a year, 10 of them
    })
    void theLongestThatRetentionCanLiveWith(int days, double rows, Interval interval) {
        List<Spread> spreads = spreads(days, rows);
        Advice advice = IntervalAdvice.of(spreads, (long) (days * 24 * rows * 100));
        assertThat(advice.interval()).isEqualTo(interval);
        assertThat(advice.needed()).isTrue();
        assertThat(advice.reason()).startsWith(String.valueOf(advice.interval()));
    }

    @Test
    void aSmallTableNeedsNone() {
        Advice advice = IntervalAdvice.of(spreads(365, 10), 8_760_000);
        assertThat(advice.needed()).isFalse();
        assertThat(advice.reason()).startsWith("Not needed: the table has 8.4 MiB");
        assertThat(IntervalAdvice.of(List.of(), 0).interval()).isNull();
    }

    @Test
    void spreadsCountTheWholeTable() {
        List<Spread> spreads = spreads(365, 10);
        assertThat(spreads).extracting(Spread::partitions).containsExactly(8760, 365, 53, 12, 4, 1);
        assertThat(spreads.getLast().rows()).isEqualTo(new Spread.Range(87600, 87600, 87600));
        assertThat(spreads.get(3).rows().min()).isEqualTo(28 * 240);
        assertThat(spreads.get(3).bytes().max()).isEqualTo(31 * 24000);
    }

    @Test
    void theColumnIsGuessedWhereItCanBe() {
        TimeColumn plain = new TimeColumn("plain", false, false, 0.1);
        TimeColumn indexed = new TimeColumn("indexed", false, true, 0.1);
        TimeColumn ordered = new TimeColumn("ordered", false, true, 0.99);
        TimeColumn key = new TimeColumn("key", true, false, 0);
        assertThat(choice(plain)).isEqualTo("plain");
        assertThat(choice(plain, indexed)).isEqualTo("indexed");
        assertThat(choice(plain, indexed, ordered)).isEqualTo("ordered");
        assertThat(choice(indexed, ordered, key)).isEqualTo("key");
        assertThat(choice(plain, plain)).isEqualTo("");
        assertThat(choice()).isEqualTo("");
    }

    private static String choice(TimeColumn... columns) {
        return ColumnChoice.of(List.of(columns)).map(ColumnChoice::column).orElse("");
    }
}
