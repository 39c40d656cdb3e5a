package io.millrace.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReadingsTest {

    private static final LocalDate FROM = LocalDate.of(2026, 1, 1);
    private static final Pattern ROW = Pattern.compile(
            "sensor-\\d{4},\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ,-?\\d{1,2}\\.\\d\\d,\\d\\d\\.\\d,\\d{3,4}\\.\\d\\d,(OK|WARN|FAIL)");

    @Test
    void theSameArgumentsGiveTheSameBytes() throws IOException {
        // Pinned: measurements and tests of other versions rely on these very rows.
        assertThat(text(new Readings(3, 1, FROM, 90))).isEqualTo("""
                sensor_id,recorded_at,temperature,humidity,pressure,status
                sensor-0263,2026-01-01T00:00:00Z,-6.97,46.3,1037.80,OK
                sensor-0529,2026-01-31T00:00:00Z,24.07,88.4,1010.26,OK
                sensor-0629,2026-03-02T00:00:00Z,-9.93,62.8,995.24,OK
                """);
        assertThat(text(new Readings(100, 1, FROM, 90))).isNotEqualTo(text(new Readings(100, 2, FROM, 90)));
    }

    @Property(tries = 50)
    void everyRowIsWellFormedAndInsideTheDays(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int days)
            throws IOException {
        List<String> rows =
                text(new Readings(500, seed, FROM, days)).lines().skip(1).toList();
        assertThat(rows).hasSize(500).allMatch(row -> ROW.matcher(row).matches());
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(rows.stream().map(row -> Instant.parse(row.split(",")[1])))
                .isSorted()
                .allMatch(at -> !at.isBefore(first) && at.isBefore(first.plusSeconds(86_400L * days)));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThat(textOf(0)).isEqualTo(Readings.HEADER);
        assertThatThrownBy(() -> new Readings(-1, 1, FROM, 1)).hasMessageContaining("rows is -1");
        assertThatThrownBy(() -> new Readings(1, 1, FROM, 0)).hasMessageContaining("days is 0");
    }

    private static String textOf(long rows) {
        try {
            return text(new Readings(rows, 1, FROM, 1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Readings readings) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        readings.writeTo(out);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
