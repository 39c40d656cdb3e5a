package io.millrace.codec.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** numeric. Spellings, rounding and limits as {@code numeric_in} in PostgreSQL's numeric.c has them. */
public final class Decimals {
    private static final int MAX_BEFORE_POINT = 131_072;
    private static final int MAX_BEHIND_POINT = 16_383;
    private static final int MAX_LENGTH = MAX_BEFORE_POINT + MAX_BEHIND_POINT + 64; // keeps a hostile number cheap

    private static final int SAFE_DIGITS = 18; // fit into a long whatever they are

    private static final Pattern UNDERSCORE = Pattern.compile("(?<=[0-9])_(?=[0-9])");

    private Decimals() {}

    /** @return NaN or an infinity when the field spells one, otherwise 0 */
    public static double nonFinite(byte[] bytes, int from, int to) {
        if (to - from < 3 || bytes[to - 1] >= '0' && bytes[to - 1] <= '9') {
            return 0;
        }
        int begin = Blanks.behind(bytes, from, to);
        return Doubles.word(bytes, begin, Blanks.before(bytes, begin, to));
    }

    /** A finite number of any precision that PostgreSQL can hold. */
    public static BigDecimal parse(byte[] bytes, int from, int to) throws BadValue {
        BigDecimal value = read(bytes, from, to);
        if (value.signum() == 0) {
            value = BigDecimal.ZERO.setScale(Math.clamp(value.scale(), 0, MAX_BEHIND_POINT + 1));
        }
        if ((long) value.precision() - value.scale() > MAX_BEFORE_POINT || value.scale() > MAX_BEHIND_POINT) {
            throw BadValue.of(
                    bytes,
                    from,
                    to,
                    "is out of range for numeric, which has %d digits before and %d behind the point"
                            .formatted(MAX_BEFORE_POINT, MAX_BEHIND_POINT));
        }
        return value;
    }

    /** Rounds half away from zero to the scale. */
    public static BigDecimal parse(byte[] bytes, int from, int to, int precision, int scale) throws BadValue {
        BigDecimal value = read(bytes, from, to);
        if (value.signum() != 0 && (long) value.precision() - value.scale() <= precision - scale + 1L) {
            // far below the last digit the scale may be too great to round with; such a value is nought
            value = value.scale() > scale + (long) value.precision() ? BigDecimal.ZERO : value;
            value = value.setScale(scale, RoundingMode.HALF_UP);
        }
        if (value.signum() == 0) {
            return BigDecimal.ZERO.setScale(scale);
        }
        if ((long) value.precision() - value.scale() > precision - scale) {
            throw BadValue.of(bytes, from, to, "is out of range for numeric(%d,%d)".formatted(precision, scale));
        }
        return value;
    }

    private static BigDecimal read(byte[] bytes, int from, int to) throws BadValue {
        BigDecimal common = common(bytes, from, to);
        if (common != null) {
            return common;
        }
        int begin = Blanks.behind(bytes, from, to);
        int end = Blanks.before(bytes, begin, to);
        if (end > begin && end - begin <= MAX_LENGTH && isAscii(bytes, begin, end)) {
            String text = new String(bytes, begin, end - begin, StandardCharsets.US_ASCII);
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                BigDecimal value = rare(bytes, begin, end, text);
                if (value != null) {
                    return value;
                }
            }
        }
        throw BadValue.of(bytes, from, to, "is not a number of type numeric; write one such as 12.50, 1e3 or NaN");
    }

    /** @return the value of a sign, up to 18 digits and a point among them; null when it is spelled otherwise */
    private static @Nullable BigDecimal common(byte[] bytes, int from, int to) {
        int first = from < to && bytes[from] == '-' ? from + 1 : from;
        long digits = 0;
        int point = to;
        for (int i = first; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = 10 * digits + digit;
            } else if (bytes[i] == '.' && point == to) {
                point = i;
            } else {
                return null;
            }
        }
        int scale = point == to ? 0 : to - point - 1;
        int count = point == to ? to - first : to - first - 1;
        return count == 0 || count > SAFE_DIGITS ? null : BigDecimal.valueOf(first == from ? digits : -digits, scale);
    }

    /** Underscores between digits, and integers in another base. */
    private static @Nullable BigDecimal rare(byte[] bytes, int from, int to, String text) {
        BigInteger whole = Integers.spelled(bytes, from, to);
        if (whole != null) {
            return new BigDecimal(whole);
        }
        String plain = UNDERSCORE.matcher(text).replaceAll("");
        try {
            return plain.length() == text.length() ? null : new BigDecimal(plain);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** BigDecimal takes the digits of every script; PostgreSQL does not. */
    private static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
