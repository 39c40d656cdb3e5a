package io.millrace.transform.check;

import io.millrace.transform.value.BadValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** {@code min} and {@code max}, both inclusive. NaN lies in no range. */
public final class NumberRange {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

    private final @Nullable BigDecimal min;
    private final @Nullable BigDecimal max;
    private final boolean any;
    private final long minLong;
    private final long maxLong;
    private final double minDouble;
    private final double maxDouble;

    public NumberRange(@Nullable BigDecimal min, @Nullable BigDecimal max) {
        this.min = min;
        this.max = max;
        any = min == null && max == null;
        minLong = min == null ? Long.MIN_VALUE : clamp(min.setScale(0, RoundingMode.CEILING));
        maxLong = max == null ? Long.MAX_VALUE : clamp(max.setScale(0, RoundingMode.FLOOR));
        minDouble = min == null ? Double.NEGATIVE_INFINITY : min.doubleValue();
        maxDouble = max == null ? Double.POSITIVE_INFINITY : max.doubleValue();
    }

    private static long clamp(BigDecimal whole) {
        return whole.toBigInteger().max(LEAST).min(GREATEST).longValue();
    }

    public void check(long value) throws BadValue {
        if (value < minLong || value > maxLong) {
            throw outside(Long.toString(value));
        }
    }

    public void check(double value) throws BadValue {
        if (!(value >= minDouble && value <= maxDouble) && !any) {
            throw outside(Double.toString(value));
        }
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
