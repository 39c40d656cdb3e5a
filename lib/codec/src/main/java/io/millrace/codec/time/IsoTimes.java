package io.millrace.codec.time;

import io.millrace.codec.value.BadValue;

/**
 * ISO 8601 in the spellings that PostgreSQL reads. The commonest one, {@code 2024-01-15T10:23:45} with or without a
 * {@code Z}, has a way of its own; {@link IsoCursor} reads the rest.
 */
public final class IsoTimes implements TimeReader {
    private static final int LENGTH = 19; // of the commonest spelling without Z
    private static final int NO_NUMBER = -1;

    private final TimeKind kind;
    private final LocalZone zone;

    /** @param zone of times without an offset; timestamptz only */
    public IsoTimes(TimeKind kind, LocalZone zone) {
        this.kind = kind;
        this.zone = zone;
    }

    @Override
    public long read(byte[] bytes, int from, int to) throws BadValue {
        int length = to - from;
        boolean utc = length == LENGTH + 1 && bytes[to - 1] == 'Z';
        if (kind == TimeKind.DATE || length != LENGTH && !utc) {
            return new IsoCursor(bytes, from, to, kind, zone).read();
        }
        int year = 100 * two(bytes, from) + two(bytes, from + 2);
        int month = two(bytes, from + 5);
        int day = two(bytes, from + 8);
        int hour = two(bytes, from + 11);
        int minute = two(bytes, from + 14);
        int second = two(bytes, from + 17);
        byte t = bytes[from + 10];
        boolean common = bytes[from + 4] == '-'
                && bytes[from + 7] == '-'
                && (t == 'T' || t == ' ')
                && bytes[from + 13] == ':'
                && bytes[from + 16] == ':'
                && (year | month | day | hour | minute | second) >= 0
                && year > 0
                && month >= 1
                && month <= 12
                && day >= 1
                && (day <= 28 || day <= Times.daysInMonth(year, month))
                && hour < 24
                && minute < 60
                && second < 60;
        if (!common) {
            return new IsoCursor(bytes, from, to, kind, zone).read();
        }
        long local = Times.days(year, month, day) * Times.DAY + (hour * 3600 + minute * 60 + second) * Times.SECOND;
        return utc || kind == TimeKind.TIMESTAMP ? local : zone.toUtc(local);
    }

    /** @return the number of two digits, or less than 0 when they are none: so far below that no sum hides it */
    private static int two(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return (tens | ones) < 0 || tens > 9 || ones > 9 ? NO_NUMBER << 20 : 10 * tens + ones;
    }
}
