package io.millrace.codec.time;

import io.millrace.codec.value.BadValue;

/** The types that hold times. */
public enum TimeKind {
    DATE("date", "2024-01-15"),
    TIMESTAMP("timestamp", "2024-01-15T10:23:45"),
    TIMESTAMPTZ("timestamptz", "2024-01-15T10:23:45Z");

    private final String sql;
    private final String example;

    TimeKind(String sql, String example) {
        this.sql = sql;
        this.example = example;
    }

    /** @return what {@link TimeReader} answers for a moment of the local clock, which is UTC's for timestamptz */
    long of(long micros, byte[] bytes, int from, int to) throws BadValue {
        if (!Times.isTimestamp(micros)) {
            throw outOfRange(bytes, from, to);
        }
        return this == DATE ? Math.floorDiv(micros, Times.DAY) : micros;
    }

    BadValue outOfRange(byte[] bytes, int from, int to) {
        return BadValue.of(bytes, from, to, "is out of range for " + sql);
    }

    BadValue bad(byte[] bytes, int from, int to) {
        return BadValue.of(bytes, from, to, "is not a %s; write one such as %s".formatted(sql, example));
    }

    String sql() {
        return sql;
    }
}
