package io.millrace.codec.check;

import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.Doubles;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.ColumnType.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code min} and {@code max}, both inclusive, compared in the column's own type: of a {@code real}, {@code 0.1} is the
 * number that its values are read as. NaN lies in no range.
 */
public final class NumberRange {
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal GREATEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private final @Nullable BigDecimal min;
    private final @Nullable BigDecimal max;
    private final boolean any;
    private final long minLong;
    private final long maxLong;
    private final double minDouble;
    private final double maxDouble;

    public NumberRange(Column column) {
        min = column.min();
        max = column.max();
        any = min == null && max == null;
        Kind kind = column.type().kind();
        minLong = min == null ? Long.MIN_VALUE : whole(min, RoundingMode.CEILING);
        maxLong = max == null ? Long.MAX_VALUE : whole(max, RoundingMode.FLOOR);
        // an infinity lies beyond every finite bound, also beyond one that is out of a double's range
        minDouble = min == null ? Double.NEGATIVE_INFINITY : Math.max(-Double.MAX_VALUE, floating(min, kind));
        maxDouble = max == null ? Double.POSITIVE_INFINITY : Math.min(Double.MAX_VALUE, floating(max, kind));
    }

    /** Compares first: a bound such as 1e999999999 is never written out. */
    private static long whole(BigDecimal bound, RoundingMode rounding) {
        return bound.compareTo(LEAST) <= 0
                ? Long.MIN_VALUE
                : bound.compareTo(GREATEST) >= 0
                        ? Long.MAX_VALUE
                        : bound.setScale(0, rounding).longValue();
    }

    private static double floating(BigDecimal bound, Kind kind) {
        byte[] text = bound.toString().getBytes(StandardCharsets.US_ASCII);
        try {
            return kind == Kind.REAL
                    ? Doubles.parseFloat(text, 0, text.length)
                    : Doubles.parseDouble(text, 0, text.length);
        } catch (BadValue outOfRange) {
            return bound.doubleValue();
        }
    }

    public void check(long value) throws BadValue {
        if (value < minLong || value > maxLong) {
            throw outside(Long.toString(value));
        }
    }

    public void check(float value) throws BadValue {
        if (isOutside(value)) {
            throw outside(Float.toString(value));
        }
    }

    public void check(double value) throws BadValue {
        if (isOutside(value)) {
            throw outside(Double.toString(value));
        }
    }

    private boolean isOutside(double value) {
        return !(value >= minDouble && value <= maxDouble) && !any;
    }

    public void check(BigDecimal value) throws BadValue {
        if (min != null && value.compareTo(min) < 0 || max != null && value.compareTo(max) > 0) {
            throw outside(value.toString());
        }
    }

    private BadValue outside(String value) {
        String bounds =
                min == null ? "at most " + max : max == null ? "at least " + min : "from %s to %s".formatted(min, max);
        return new BadValue("%s is outside the column's range; give a value %s".formatted(value, bounds));
    }
}
