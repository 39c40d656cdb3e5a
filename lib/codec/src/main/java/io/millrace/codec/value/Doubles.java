package io.millrace.codec.value;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import ch.randelshofer.fastdoubleparser.JavaFloatParser;

/** double precision and real, rounded correctly. Spellings as {@code float8in} in PostgreSQL's float.c has them. */
public final class Doubles {
    private static final String REMEDY = "is not a number; write one such as 21.5, 1e-3, NaN or Infinity";
    private static final int EXACT_DIGITS = 15;
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Doubles() {}

    /**
     * Up to 15 digits are a whole double, and so is a power of ten up to 1e22; their quotient is therefore rounded once,
     * correctly. Source: W. D. Clinger, "How to read floating point numbers accurately", 1990. The rest is
     * FastDoubleParser's.
     */
    public static double parseDouble(byte[] bytes, int from, int to) throws BadValue {
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (negative) {
            i++;
        }
        long digits = 0;
        int first = i;
        int point = -1;
        for (; i < to; i++) {
            byte c = bytes[i];
            int digit = c - '0';
            if (digit >= 0 && digit <= 9) {
                digits = 10 * digits + digit;
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                return parseRare(bytes, from, to);
            }
        }
        int count = to - first - (point < 0 ? 0 : 1);
        if (count == 0 || count > EXACT_DIGITS) {
            return parseRare(bytes, from, to);
        }
        double value = point < 0 ? digits : digits / POWERS[to - 1 - point];
        return negative ? -value : value;
    }

    private static double parseRare(byte[] bytes, int from, int to) throws BadValue {
        int begin = Blanks.behind(bytes, from, to);
        int end = Blanks.before(bytes, begin, to);
        double word = word(bytes, begin, end);
        if (word != 0) {
            return word;
        }
        requireDecimal(bytes, begin, end, from, to);
        try {
            double value = JavaDoubleParser.parseDouble(bytes, begin, end - begin);
            requireInRange(value == 0, Double.isInfinite(value), bytes, from, to, "double precision");
            return value;
        } catch (NumberFormatException e) {
            throw BadValue.of(bytes, from, to, REMEDY);
        }
    }

    /** Not by way of a double: rounding twice can end on the wrong side. */
    public static float parseFloat(byte[] bytes, int from, int to) throws BadValue {
        int begin = Blanks.behind(bytes, from, to);
        int end = Blanks.before(bytes, begin, to);
        double word = word(bytes, begin, end);
        if (word != 0) {
            return (float) word;
        }
        requireDecimal(bytes, begin, end, from, to);
        try {
            float value = JavaFloatParser.parseFloat(bytes, begin, end - begin);
            requireInRange(value == 0, Float.isInfinite(value), bytes, from, to, "real");
            return value;
        } catch (NumberFormatException e) {
            throw BadValue.of(bytes, from, to, REMEDY);
        }
    }

    /** @return NaN or an infinity when the range spells one, otherwise 0 */
    static double word(byte[] bytes, int from, int to) {
        boolean signed = from < to && (bytes[from] == '-' || bytes[from] == '+');
        int at = signed ? from + 1 : from;
        if (Blanks.equals(bytes, at, to, "nan")) {
            return Double.NaN;
        }
        if (Blanks.equals(bytes, at, to, "infinity") || Blanks.equals(bytes, at, to, "inf")) {
            return signed && bytes[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return 0;
    }

    /** Java's own suffixes and hexadecimal floats are not for us. */
    private static void requireDecimal(byte[] bytes, int begin, int end, int from, int to) throws BadValue {
        for (int i = begin; i < end; i++) {
            byte c = bytes[i];
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                throw BadValue.of(bytes, from, to, REMEDY);
            }
        }
    }

    private static void requireInRange(boolean zero, boolean infinite, byte[] bytes, int from, int to, String type)
            throws BadValue {
        if (infinite || zero && hasDigits(bytes, from, to)) {
            throw BadValue.of(bytes, from, to, "is out of range for " + type);
        }
    }

    /** @return whether the mantissa has a digit other than 0 */
    private static boolean hasDigits(byte[] bytes, int from, int to) {
        for (int i = from; i < to && bytes[i] != 'e' && bytes[i] != 'E'; i++) {
            if (bytes[i] >= '1' && bytes[i] <= '9') {
                return true;
            }
        }
        return false;
    }
}
