package io.millrace.codec.column;

import io.millrace.codec.time.EpochTimes;
import io.millrace.codec.time.IsoTimes;
import io.millrace.codec.time.LocalZone;
import io.millrace.codec.time.NamedTimes;
import io.millrace.codec.time.TimeKind;
import io.millrace.codec.time.TimeReader;
import io.millrace.codec.time.Times;
import io.millrace.codec.value.BadValue;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.TimeFormat;
import io.millrace.contract.tuple.TupleWriter;

/** date, timestamp and timestamptz. */
public final class TimeCodec implements ColumnCodec {
    private static final int FAR = 100_000_000; // days; beyond any timestamp, and as microseconds within a long

    private final TimeReader reader;
    private final boolean date;

    private TimeCodec(TimeReader reader, boolean date) {
        this.reader = reader;
        this.date = date;
    }

    static TimeCodec of(Column column) {
        TimeKind kind =
                switch (column.type().kind()) {
                    case DATE -> TimeKind.DATE;
                    case TIMESTAMP -> TimeKind.TIMESTAMP;
                    case TIMESTAMPTZ -> TimeKind.TIMESTAMPTZ;
                    default -> throw new IllegalArgumentException(column.type() + " is no time");
                };
        LocalZone zone = new LocalZone(column.zoneId());
        TimeReader reader =
                switch (column.timeFormat()) {
                    case TimeFormat.Iso() -> new IsoTimes(kind, zone);
                    case TimeFormat.Epoch(long perSecond) -> new EpochTimes(kind, perSecond);
                    case TimeFormat.Named named -> new NamedTimes(kind, zone, named);
                };
        return new TimeCodec(reader, kind == TimeKind.DATE);
    }

    @Override
    public void write(byte[] bytes, int from, int to, TupleWriter out) throws BadValue {
        write(read(bytes, from, to), out);
    }

    /** @return as {@link TimeReader#read} */
    public long read(byte[] bytes, int from, int to) throws BadValue {
        return reader.read(bytes, from, to);
    }

    /** @param time as {@link #read} answers it */
    public void write(long time, TupleWriter out) {
        if (!date) {
            out.writeLong(time);
        } else {
            out.writeInt((int)
                    Math.clamp(time, Integer.MIN_VALUE, Integer.MAX_VALUE)); // an infinity is the extreme of either
        }
    }

    /** @return what {@link #read} answers for the moment, microseconds since 2000-01-01T00:00:00Z */
    public long of(long micros) {
        return date ? Math.floorDiv(micros, Times.DAY) : micros;
    }

    /** @return microseconds since 2000-01-01T00:00:00Z of what {@link #read} answered; a date is its midnight in UTC */
    public long micros(long time) {
        return date && Times.isFinite(time) ? Math.clamp(time, -FAR, FAR) * Times.DAY : time;
    }
}
