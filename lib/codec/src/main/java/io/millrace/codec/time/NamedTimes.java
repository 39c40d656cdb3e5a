package io.millrace.codec.time;

import io.millrace.codec.value.BadValue;
import io.millrace.contract.dataset.TimeFormat;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pattern of the dataset's own. As in ISO 8601, 24:00 is the end of its day. */
public final class NamedTimes implements TimeReader {
    private static final List<ChronoField> OF_THE_DAY =
            Arrays.stream(ChronoField.values()).filter(ChronoField::isTimeBased).toList();

    private final TimeKind kind;
    private final LocalZone zone;
    private final DateTimeFormatter formatter;
    private final @Nullable DateTimeFormatter endOfDay;

    /** @param zone of times without an offset or a zone of their own; timestamptz only */
    public NamedTimes(TimeKind kind, LocalZone zone, TimeFormat.Named format) {
        this.kind = kind;
        this.zone = zone;
        formatter = format.formatter();
        endOfDay = format.endOfDay();
    }

    @Override
    public long read(byte[] bytes, int from, int to) throws BadValue {
        try {
            TemporalAccessor parsed = parse(new String(bytes, from, to - from, StandardCharsets.UTF_8).strip());
            long local = micros(parsed);
            return kind.of(kind == TimeKind.TIMESTAMPTZ ? zoneOf(parsed).toUtc(local) : local, bytes, from, to);
        } catch (DateTimeException | ArithmeticException e) {
            throw BadValue.of(bytes, from, to, "does not match the column's format: " + e.getMessage());
        }
    }

    private TemporalAccessor parse(String text) {
        try {
            return formatter.parse(text);
        } catch (DateTimeException e) {
            if (endOfDay == null || !text.contains("24")) {
                throw e;
            }
            return endOfDay(text, endOfDay, e);
        }
    }

    private static TemporalAccessor endOfDay(String text, DateTimeFormatter endOfDay, DateTimeException otherwise) {
        try {
            TemporalAccessor parsed = endOfDay.parse(text);
            LocalDate date = parsed.query(TemporalQueries.localDate());
            if (date != null && LocalTime.MIDNIGHT.equals(parsed.query(TemporalQueries.localTime()))) {
                ZoneId named = named(parsed);
                LocalDateTime end = date.plusDays(1).atStartOfDay();
                return named == null ? end : end.atZone(named);
            }
        } catch (DateTimeException e) {
            throw otherwise;
        }
        throw otherwise;
    }

    /** Of the local clock: PostgreSQL's types without a zone take it as it stands and leave the offset aside. */
    private long micros(TemporalAccessor parsed) {
        LocalDate date = parsed.query(TemporalQueries.localDate());
        if (date == null) {
            throw new DateTimeException("it gives no day");
        }
        LocalTime time = parsed.query(TemporalQueries.localTime());
        if (time == null && kind != TimeKind.DATE && OF_THE_DAY.stream().anyMatch(parsed::isSupported)) {
            throw new DateTimeException("it gives half a time of day");
        }
        LocalDateTime local = date.atTime(time == null ? LocalTime.MIDNIGHT : time);
        long seconds = local.toEpochSecond(ZoneOffset.UTC) - Times.EPOCH / Times.SECOND;
        return Math.addExact(Math.multiplyExact(seconds, Times.SECOND), (local.getNano() + 500) / 1000);
    }

    private LocalZone zoneOf(TemporalAccessor parsed) {
        ZoneId named = named(parsed);
        return named == null ? zone : new LocalZone(named);
    }

    /** An offset tells more than a zone, whose clocks show an hour of autumn twice. */
    private static @Nullable ZoneId named(TemporalAccessor parsed) {
        ZoneOffset offset = parsed.query(TemporalQueries.offset());
        return offset != null ? offset : parsed.query(TemporalQueries.zoneId());
    }
}
