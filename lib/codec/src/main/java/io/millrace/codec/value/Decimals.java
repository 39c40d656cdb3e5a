package io.millrace.codec.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** numeric. Spellings, rounding and limits as {@code numeric_in} in PostgreSQL's numeric.c has them. */
public final class Decimals {
    private static final int MAX_BEFORE_POINT = 131_072;
    private static final int MAX_BEHIND_POINT = 16_383;
    private static final int MAX_LENGTH = MAX_BEFORE_POINT + MAX_BEHIND_POINT + 64; // keeps a hostile number cheap

    private static final Pattern UNDERSCORE = Pattern.compile("(?<=[0-9])_(?=[0-9])");

    private Decimals() {}

    /** @return NaN or an infinity when the field spells one, otherwise 0 */
    public static double nonFinite(char[] chars, int from, int to) {
        if (to - from < 3 || chars[to - 1] >= '0' && chars[to - 1] <= '9') {
            return 0;
        }
        int begin = Blanks.behind(chars, from, to);
        return Doubles.word(chars, begin, Blanks.before(chars, begin, to));
    }

    /** A finite number of any precision that PostgreSQL can hold. */
    public static BigDecimal parse(char[] chars, int from, int to) throws BadValue {
        BigDecimal value = read(chars, from, to);
        if (value.signum() == 0) {
            value = BigDecimal.ZERO.setScale(Math.clamp(value.scale(), 0, MAX_BEHIND_POINT + 1));
        }
        if ((long) value.precision() - value.scale() > MAX_BEFORE_POINT || value.scale() > MAX_BEHIND_POINT) {
            throw BadValue.of(
                    chars,
                    from,
                    to,
                    "is out of range for numeric, which has %d digits before and %d behind the point"
                            .formatted(MAX_BEFORE_POINT, MAX_BEHIND_POINT));
        }
        return value;
    }

    /** Rounds half away from zero to the scale. */
    public static BigDecimal parse(char[] chars, int from, int to, int precision, int scale) throws BadValue {
        BigDecimal value = read(chars, from, to);
        if (value.signum() != 0 && (long) value.precision() - value.scale() <= precision - scale + 1L) {
            // far below the last digit the scale may be too great to round with; such a value is nought
            value = value.scale() > scale + (long) value.precision() ? BigDecimal.ZERO : value;
            value = value.setScale(scale, RoundingMode.HALF_UP);
        }
        if (value.signum() == 0) {
            return BigDecimal.ZERO.setScale(scale);
        }
        if ((long) value.precision() - value.scale() > precision - scale) {
            throw BadValue.of(chars, from, to, "is out of range for numeric(%d,%d)".formatted(precision, scale));
        }
        return value;
    }

    private static BigDecimal read(char[] chars, int from, int to) throws BadValue {
        int begin = Blanks.behind(chars, from, to);
        int end = Blanks.before(chars, begin, to);
        if (end > begin && end - begin <= MAX_LENGTH && isAscii(chars, begin, end)) {
            try {
                return new BigDecimal(chars, begin, end - begin);
            } catch (NumberFormatException e) {
                BigDecimal value = rare(chars, begin, end);
                if (value != null) {
                    return value;
                }
            }
        }
        throw BadValue.of(chars, from, to, "is not a number of type numeric; write one such as 12.50, 1e3 or NaN");
    }

    /** Underscores between digits, and integers in another base. */
    private static @Nullable BigDecimal rare(char[] chars, int from, int to) {
        BigInteger whole = Integers.spelled(chars, from, to);
        if (whole != null) {
            return new BigDecimal(whole);
        }
        String text = new String(chars, from, to - from);
        String plain = UNDERSCORE.matcher(text).replaceAll("");
        try {
            return plain.length() == text.length() ? null : new BigDecimal(plain);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** BigDecimal takes the digits of every script; PostgreSQL does not. */
    private static boolean isAscii(char[] chars, int from, int to) {
        for (int i = from; i < to; i++) {
            if (chars[i] >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
