package io.millrace.contract.tuple;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * numeric on the wire: digits in base 10,000, the weight of the first, sign, and the digits shown behind the point.
 * Source: {@code numeric_recv} and {@code numeric_send} in PostgreSQL's numeric.c.
 */
final class Numerics {
    private static final int BASE_DIGITS = 4;
    private static final BigInteger BASE = BigInteger.valueOf(10_000);
    private static final int POSITIVE = 0x0000;
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int PLUS_INFINITY = 0xD000;
    private static final int MINUS_INFINITY = 0xF000;

    private Numerics() {}

    static void write(BigDecimal value, TupleWriter out) {
        int shown = Math.max(value.scale(), 0);
        // the unscaled value with a scale that is a whole number of base-10,000 digits; below 0 there are noughts
        // before the
        // point that are not written out: 1e131000 is one digit
        int groupsBehindPoint = Math.ceilDiv(value.scale(), BASE_DIGITS);
        BigInteger rest =
                value.setScale(groupsBehindPoint * BASE_DIGITS).unscaledValue().abs();
        int groupsBeforePoint = Math.ceilDiv(Math.max(value.precision() - value.scale(), 0), BASE_DIGITS);
        short[] digits = new short[groupsBeforePoint + groupsBehindPoint];
        int first = digits.length;
        while (rest.signum() != 0) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits[--first] = parts[1].shortValue();
            rest = parts[0];
        }
        int end = digits.length;
        while (end > first && digits[end - 1] == 0) {
            end--;
        }
        int weight = first == digits.length ? 0 : digits.length - groupsBehindPoint - 1 - first;
        header(out, end - first, weight, value.signum() < 0 ? NEGATIVE : POSITIVE, shown);
        for (int i = first; i < end; i++) {
            out.putShort(digits[i]);
        }
    }

    static void writeNonFinite(double value, TupleWriter out) {
        header(out, 0, 0, Double.isNaN(value) ? NAN : value > 0 ? PLUS_INFINITY : MINUS_INFINITY, 0);
    }

    private static void header(TupleWriter out, int digits, int weight, int sign, int shown) {
        out.length(Short.BYTES * (4 + digits));
        out.putShort(digits);
        out.putShort(weight);
        out.putShort(sign);
        out.putShort(shown);
    }
}
