package io.millrace.codec.check;

import com.google.re2j.Pattern;
import io.millrace.codec.value.BadValue;
import io.millrace.contract.dataset.Column;
import java.nio.CharBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code oneOf}, {@code pattern} (the whole value matches) and {@code maxLength} (code points). */
public final class TextCheck {
    private static final int SHOWN = 200; // characters of a list in a reason
    private static final int FEW = 8; // so many values are compared faster than hashed

    private final @Nullable List<String> oneOf;
    private final Set<String> many;
    private final String choice;
    private final @Nullable Pattern pattern;
    private final int maxLength;

    public TextCheck(Column column) {
        oneOf = column.oneOf();
        many = oneOf == null || oneOf.size() <= FEW ? Set.of() : Set.copyOf(oneOf);
        choice = oneOf == null ? "" : choice(oneOf);
        String expression = column.pattern();
        pattern = expression == null ? null : Pattern.compile(expression);
        Integer most = column.maxLength();
        maxLength = most == null ? Integer.MAX_VALUE : most;
    }

    public void check(char[] chars, int from, int to) throws BadValue {
        if (to - from > maxLength && Character.codePointCount(chars, from, to - from) > maxLength) {
            throw BadValue.of(
                    chars,
                    from,
                    to,
                    "has %d characters; the column takes %d"
                            .formatted(Character.codePointCount(chars, from, to - from), maxLength));
        }
        if (oneOf != null && !isOneOf(oneOf, chars, from, to)) {
            throw BadValue.of(chars, from, to, "is not one of " + choice);
        }
        if (pattern != null
                && !pattern.matcher(CharBuffer.wrap(chars, from, to - from)).matches()) {
            throw BadValue.of(chars, from, to, "does not match the column's pattern " + pattern.pattern());
        }
    }

    /** A long list is named by its beginning and its count. */
    private static String choice(List<String> values) {
        String all = values.toString();
        return all.length() <= SHOWN ? all : "the %,d values %s…".formatted(values.size(), BadValue.cut(all, SHOWN));
    }

    private boolean isOneOf(List<String> values, char[] chars, int from, int to) {
        if (!many.isEmpty()) {
            return many.contains(new String(chars, from, to - from));
        }
        for (int i = 0; i < values.size(); i++) {
            if (equals(values.get(i), chars, from, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equals(String value, char[] chars, int from, int to) {
        int length = to - from;
        if (value.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (value.charAt(i) != chars[from + i]) {
                return false;
            }
        }
        return true;
    }
}
