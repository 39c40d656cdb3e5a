package io.millrace.codec.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** A pattern of the dataset's own; names of months and days are English. */
public final class NamedTimes implements TimeReader {
    private final TimeKind kind;
    private final LocalZone zone;
    private final DateTimeFormatter formatter;

    public NamedTimes(TimeKind kind, LocalZone zone, DateTimeFormatter formatter) {
        this.kind = kind;
        this.zone = zone;
        this.formatter = formatter.withLocale(Locale.ENGLISH);
    }

    @Override
    public long read(char[] chars, int from, int to) throws BadValue {
        try {
            TemporalAccessor time = formatter.parseBest(
                    new String(chars, from, to - from).strip(),
                    ZonedDateTime::from,
                    LocalDateTime::from,
                    LocalDate::from);
            return kind.of(
                    switch (time) {
                        // PostgreSQL's types without a zone take the clock as it stands and leave the offset aside
                        case ZonedDateTime zoned
                        when kind == TimeKind.TIMESTAMPTZ ->
                            micros(zoned.withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime());
                        case ZonedDateTime zoned -> micros(zoned.toLocalDateTime());
                        case LocalDateTime local -> local(local);
                        case LocalDate date -> local(date.atStartOfDay());
                        default -> throw new DateTimeException("neither a date nor a time with one");
                    },
                    chars,
                    from,
                    to);
        } catch (DateTimeException | ArithmeticException e) {
            throw BadValue.of(chars, from, to, "does not match the column's format: " + e.getMessage());
        }
    }

    private long local(LocalDateTime local) {
        return kind == TimeKind.TIMESTAMPTZ ? zone.toUtc(micros(local)) : micros(local);
    }

    private static long micros(LocalDateTime utc) {
        long seconds = utc.toEpochSecond(ZoneOffset.UTC) - Times.EPOCH / Times.SECOND;
        return Math.addExact(Math.multiplyExact(seconds, Times.SECOND), (utc.getNano() + 500) / 1000);
    }
}
