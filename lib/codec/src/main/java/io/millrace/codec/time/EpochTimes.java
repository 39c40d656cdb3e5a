package io.millrace.codec.time;

import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.Decimals;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** A number of seconds, or of parts of one, since 1970-01-01T00:00:00Z; fractions are rounded to microseconds. */
public final class EpochTimes implements TimeReader {
    private static final int MAX_DIGITS_OF_NANOS = 22; // no time that PostgreSQL knows has more

    private final TimeKind kind;
    private final long perSecond;

    /** @param perSecond units a second: 1, 1,000, 1,000,000 or 1,000,000,000 */
    public EpochTimes(TimeKind kind, long perSecond) {
        this.kind = kind;
        this.perSecond = perSecond;
    }

    @Override
    public long read(byte[] bytes, int from, int to) throws BadValue {
        BigDecimal units = units(bytes, from, to);
        if (units.precision() - units.scale() > MAX_DIGITS_OF_NANOS) {
            throw kind.outOfRange(bytes, from, to);
        }
        BigDecimal micros = units.movePointRight(6)
                .divide(BigDecimal.valueOf(perSecond), 0, RoundingMode.HALF_UP)
                .subtract(BigDecimal.valueOf(Times.EPOCH));
        if (micros.toBigInteger().bitLength() > 63) {
            throw kind.outOfRange(bytes, from, to);
        }
        return kind.of(micros.longValue(), bytes, from, to);
    }

    private BigDecimal units(byte[] bytes, int from, int to) throws BadValue {
        try {
            return Decimals.parse(bytes, from, to);
        } catch (BadValue e) {
            throw BadValue.of(
                    bytes,
                    from,
                    to,
                    "is not a time; write a number counted from 1970-01-01T00:00:00Z, %,d a second"
                            .formatted(perSecond));
        }
    }
}
