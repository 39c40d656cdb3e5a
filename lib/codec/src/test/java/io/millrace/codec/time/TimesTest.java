package io.millrace.codec.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.codec.value.BadValue;
import io.millrace.contract.dataset.TimeFormat;
import java.nio.charset.StandardCharsets;
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
        TimeReader reader = named(TimeKind.TIMESTAMPTZ, pattern);
        assertThat(read(reader, text)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
        assertThatThrownBy(() -> read(reader, text + "x")).hasMessageContaining("does not match");
    }

    /** What a calendar does not have is no time, however near another one is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dd/MM/yyyy       | 31/02/2025",
                "dd/MM/yyyy       | 31/04/2025",
                "dd/MM/yyyy       | 29/02/2100",
                "dd/MM/yyyy       | 00/01/2025",
                "dd/MM/yyyy       | 01/01/0000",
                "M/d/yyyy         | 2/29/2023",
                "dd/MM/yy         | 29/02/23",
                "dd MMM uuuu      | 31 Jun 2024",
                "yyyy-DDD         | 2023-366",
                "G yyyy-MM-dd     | AD 0000-01-01",
                "EEE dd/MM/yyyy   | Mon 16/01/2024",
                "yyyy-MM-dd HH:mm | 2024-01-15 24:01",
                "yyyy-MM-dd HH:mm | 2024-02-30 24:00",
                "yyyy-MM-dd HH:mm | 2024-01-15 25:00",
                "yyyy-MM-dd hh:mm a | 2024-01-15 13:00 PM",
                "yyyy-MM-dd hh:mm a | 2024-01-15 00:30 AM",
                "yyyy-MM-dd hh:mm | 2024-01-15 10:23",
                "yyyy-MM-dd mm:ss | 2024-01-15 10:23",
                "yyyy-MM-dd HH:mm:ss | 2024-01-15 10:23:60",
                "yyyy-MM          | 2024-01",
                "HH:mm            | 10:23"
            })
    void whatTheCalendarDoesNotHaveIsRefused(String pattern, String text) {
        assertThatThrownBy(() -> read(named(TimeKind.TIMESTAMP, pattern), text))
                .isInstanceOf(BadValue.class)
                .hasMessageContaining("does not match the column's format");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dd/MM/yyyy                | 29/02/2024                | 2024-02-29T00:00:00Z",
                "dd/MM/yyyy                | 01/01/0001                | 0001-01-01T00:00:00Z",
                "dd/MM/yy                  | 15/01/99                  | 2099-01-15T00:00:00Z",
                "uuuu-MM-dd                | 0000-01-15                | 0000-01-15T00:00:00Z",
                "G yyyy-MM-dd              | bc 0001-01-15             | 0000-01-15T00:00:00Z",
                "yyyy-MM-dd G              | 2024-01-15 AD             | 2024-01-15T00:00:00Z",
                "'y' yyyy MM dd            | y 2024 01 15              | 2024-01-15T00:00:00Z",
                "yyyyMMddHHmmss            | 20240115102345            | 2024-01-15T10:23:45Z",
                "yyyy-DDD                  | 2024-366                  | 2024-12-31T00:00:00Z",
                "dd MMM yyyy               | 15 JAN 2024               | 2024-01-15T00:00:00Z",
                "dd MMM yyyy               | 15 jan 2024               | 2024-01-15T00:00:00Z",
                "d MMMM yyyy               | 5 mARCH 2024              | 2024-03-05T00:00:00Z",
                "EEEE d MMMM yyyy          | monday 15 january 2024    | 2024-01-15T00:00:00Z",
                "yyyy-MM-dd hh:mm a        | 2024-01-15 12:30 am       | 2024-01-15T00:30:00Z",
                "yyyy-MM-dd h a            | 2024-01-15 1 Pm           | 2024-01-15T13:00:00Z",
                "yyyy-MM-dd HH             | 2024-01-15 13             | 2024-01-15T13:00:00Z",
                "yyyy-MM-dd HH:mm          | 2024-01-15 24:00          | 2024-01-16T00:00:00Z",
                "yyyy-MM-dd HH:mm:ss.SSS   | 2023-12-31 24:00:00.000   | 2024-01-01T00:00:00Z",
                "yyyy-MM-dd'T'HH:mm        | 2024-01-15t10:23          | 2024-01-15T10:23:00Z",
                "yyyy-MM-dd[ HH:mm]        | 2024-01-15                | 2024-01-15T00:00:00Z",
                "yyyy-MM-dd kk:mm          | 2024-01-15 24:30          | 2024-01-15T00:30:00Z",
                "yyyy-MM-dd HH:mm          | 2013-07-04 00:00          | 2013-07-04T00:00:00Z",
                "EEE, d MMM yyyy HH:mm:ss Z | Mon, 15 Jan 2024 10:23:45 +0500 | 2024-01-15T05:23:45Z",
                "yyyy-MM-dd XXX            | 2024-01-15 +05:00         | 2024-01-14T19:00:00Z",
                "yyyy-MM-dd HH:mm XXX      | 2024-01-15 24:00 +05:00   | 2024-01-15T19:00:00Z",
                "yyyy-MM-dd HH:mm VV       | 2024-10-27 02:30 Europe/Paris | 2024-10-27T01:30:00Z",
                "yyyy-MM-dd HH:mm XXX VV   | 2024-10-27 02:30 +02:00 Europe/Paris | 2024-10-27T00:30:00Z"
            })
    void patternsAreReadStrictlyAndInAnyCase(String pattern, String text, Instant expected) throws BadValue {
        TimeReader utc =
                new NamedTimes(TimeKind.TIMESTAMPTZ, LocalZone.UTC, (TimeFormat.Named) TimeFormat.parse(pattern));
        assertThat(read(utc, text)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
    }

    /** Every day of the calendar, and none besides. */
    @Property
    void daysAreReadAsTheyStand(
            @ForAll @IntRange(min = 1, max = 3000) int year,
            @ForAll @IntRange(max = 14) int month,
            @ForAll @IntRange(max = 33) int day) {
        String text = "%02d/%02d/%04d".formatted(day, month, year);
        boolean exists = month >= 1
                && month <= 12
                && day >= 1
                && day <= java.time.YearMonth.of(year, month).lengthOfMonth();
        TimeReader reader = named(TimeKind.DATE, "dd/MM/yyyy");
        if (exists) {
            assertThatCode(() -> assertThat(reader.read(
                                            text.getBytes(StandardCharsets.UTF_8),
                                            0,
                                            text.getBytes(StandardCharsets.UTF_8).length)
                                    + Times.EPOCH_DAY)
                            .isEqualTo(LocalDate.of(year, month, day).toEpochDay()))
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> reader.read(
                            text.getBytes(StandardCharsets.UTF_8), 0, text.getBytes(StandardCharsets.UTF_8).length))
                    .isInstanceOf(BadValue.class);
        }
    }

    private static NamedTimes named(TimeKind kind, String pattern) {
        return new NamedTimes(
                kind, new LocalZone(ZoneId.of("Europe/Berlin")), (TimeFormat.Named) TimeFormat.parse(pattern));
    }

    private static TimeReader epoch(String format) {
        return new EpochTimes(TimeKind.TIMESTAMPTZ, ((TimeFormat.Epoch) TimeFormat.parse(format)).perSecond());
    }

    /** @return microseconds since 1970 */
    private static long read(TimeReader reader, String text) throws BadValue {
        return reader.read(text.getBytes(StandardCharsets.UTF_8), 0, text.getBytes(StandardCharsets.UTF_8).length)
                + Times.EPOCH;
    }
}
