package io.millrace.codec.value;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** smallint, integer and bigint. Spellings as {@code pg_strtoint64} in PostgreSQL's numutils.c has them. */
public final class Integers {
    private static final int SAFE_DIGITS = 18; // fit into a long whatever they are
    private static final int MAX_LENGTH = 1000; // no number of ours is longer; keeps a hostile one cheap
    private static final Pattern SPELLING = Pattern.compile(
            "([+-]?)(?:0x((?:_?[0-9a-f]++)++)|0o((?:_?[0-7]++)++)|0b((?:_?[01]++)++)|([0-9]++(?:_[0-9]++)*+))");
    private static final int[] RADIX = {16, 8, 2, 10};

    private Integers() {}

    /** @param type for the message */
    public static long parse(byte[] bytes, int from, int to, long min, long max, String type) throws BadValue {
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (negative) {
            i++;
        }
        if (i == to || to - i > SAFE_DIGITS) {
            return parseRare(bytes, from, to, min, max, type);
        }
        long value = 0;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return parseRare(bytes, from, to, min, max, type);
            }
            value = 10 * value + digit;
        }
        value = negative ? -value : value;
        if (value < min || value > max) {
            throw outOfRange(bytes, from, to, min, max, type);
        }
        return value;
    }

    private static long parseRare(byte[] bytes, int from, int to, long min, long max, String type) throws BadValue {
        BigInteger value = spelled(bytes, Blanks.behind(bytes, from, to), Blanks.before(bytes, from, to));
        if (value == null) {
            throw BadValue.of(bytes, from, to, "is not a number of type " + type + "; write digits, such as 42");
        }
        if (value.bitLength() > 63 || value.longValue() < min || value.longValue() > max) {
            throw outOfRange(bytes, from, to, min, max, type);
        }
        return value.longValue();
    }

    private static BadValue outOfRange(byte[] bytes, int from, int to, long min, long max, String type) {
        return BadValue.of(bytes, from, to, "is out of range for %s, which is %d to %d".formatted(type, min, max));
    }

    /** @return signs, underscores and the prefixes 0x, 0o, 0b read; null when it is no integer */
    static @Nullable BigInteger spelled(byte[] bytes, int from, int to) {
        if (to - from > MAX_LENGTH || to <= from) {
            return null;
        }
        Matcher match = SPELLING.matcher(
                new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            return null;
        }
        for (int i = 0; i < RADIX.length; i++) {
            String digits = match.group(2 + i);
            if (digits != null) {
                BigInteger value = new BigInteger(digits.replace("_", ""), RADIX[i]);
                return "-".equals(match.group(1)) ? value.negate() : value;
            }
        }
        return null;
    }
}
