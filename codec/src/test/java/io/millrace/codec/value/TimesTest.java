package io.millrace.codec.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.contract.dataset.TimeFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    private static final TimeReader ISO = new IsoTimes(TimeKind.TIMESTAMPTZ, LocalZone.UTC);
    private static final long YEAR_1 = -62_135_596_800_000_000L;
    private static final long YEAR_9999 = 253_402_300_799_999_999L;

    @Property
    void daysAreThoseOfTheJdk(@ForAll @LongRange(min = -2_440_000, max = 100_000_000) long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        assertThat(Times.days(date.getYear(), date.getMonthValue(), date.getDayOfMonth()) + Times.EPOCH_DAY)
                .isEqualTo(epochDay);
        assertThat(Times.daysInMonth(date.getYear(), date.getMonthValue())).isEqualTo(date.lengthOfMonth());
    }

    @Property
    void anyMomentComesBackInAnyIsoSpelling(
            @ForAll @LongRange(min = YEAR_1 + 86_400_000_000L, max = YEAR_9999 - 86_400_000_000L) long micros,
            @ForAll @IntRange(min = -900, max = 900) int offsetMinutes)
            throws BadValue {
        OffsetDateTime time =
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.ofTotalSeconds(60 * offsetMinutes));
        for (String pattern : new String[] {
            "uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX",
            "uuuu-MM-dd HH:mm:ss.SSSSSSxx",
            "uuuu/M/d H:mm:ss.SSSSSS xxx",
            "uuuuMMdd'T'HHmmss.SSSSSSxxx"
        }) {
            String text = time.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
            assertThat(read(ISO, text)).as(text).isEqualTo(micros);
        }
        long seconds = Math.floorDiv(micros, 1_000_000L);
        String text = Instant.ofEpochSecond(seconds)
                .atOffset(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssX", Locale.ROOT));
        assertThat(read(ISO, text)).isEqualTo(seconds * 1_000_000);
    }

    @Property
    void epochsComeBack(@ForAll @LongRange(min = YEAR_1, max = YEAR_9999) long micros) throws BadValue {
        assertThat(read(epoch("epoch_us"), Long.toString(micros))).isEqualTo(micros);
        String seconds = java.math.BigDecimal.valueOf(micros, 6).toPlainString();
        assertThat(read(epoch("epoch_s"), seconds)).isEqualTo(micros);
        assertThat(read(epoch("epoch_ns"), micros + "000")).isEqualTo(micros);
    }

    @ParameterizedTest
    @CsvSource({
        "epoch_s,1705314225,2024-01-15T10:23:45Z",
        "epoch_ms,1705314225123,2024-01-15T10:23:45.123Z",
        "epoch_ns,1705314225123456499,2024-01-15T10:23:45.123456Z",
        "epoch_ns,1705314225123456500,2024-01-15T10:23:45.123457Z",
        "epoch_s,-0.0000005,1969-12-31T23:59:59.999999Z",
        "epoch_s,1.705314225e9,2024-01-15T10:23:45Z"
    })
    void epochs(String format, String text, Instant expected) throws BadValue {
        assertThat(read(epoch(format), text)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1e30", "99999999999999999999", "NaN", "2024-01-15"})
    void whatIsNoEpochIsRefused(String text) {
        assertThatThrownBy(() -> read(epoch("epoch_s"), text)).isInstanceOf(BadValue.class);
    }

    @ParameterizedTest
    @CsvSource({
        "dd/MM/yyyy HH:mm,15/01/2024 10:23,2024-01-15T09:23:00Z",
        "dd.MM.yyyy,15.01.2024,2024-01-14T23:00:00Z",
        "d MMM yyyy HH:mm:ss.SSS,5 Mar 2024 10:23:45.123,2024-03-05T09:23:45.123Z",
        "yyyy-MM-dd HH:mm:ss XXX,2024-01-15 10:23:45 +05:00,2024-01-15T05:23:45Z",
        "yyyy-MM-dd HH:mm,2024-03-31 02:30,2024-03-31T01:30:00Z"
    })
    void namedPatterns(String pattern, String text, Instant expected) throws BadValue {
        TimeFormat.Named named = (TimeFormat.Named) TimeFormat.parse(pattern);
        TimeReader reader =
                new NamedTimes(TimeKind.TIMESTAMPTZ, new LocalZone(ZoneId.of("Europe/Berlin")), named.formatter());
        assertThat(read(reader, text)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
        assertThatThrownBy(() -> read(reader, text + "x")).hasMessageContaining("does not match");
    }

    private static TimeReader epoch(String format) {
        return new EpochTimes(TimeKind.TIMESTAMPTZ, ((TimeFormat.Epoch) TimeFormat.parse(format)).perSecond());
    }

    /** @return microseconds since 1970 */
    private static long read(TimeReader reader, String text) throws BadValue {
        return reader.read(text.toCharArray(), 0, text.length()) + Times.EPOCH;
    }
}
