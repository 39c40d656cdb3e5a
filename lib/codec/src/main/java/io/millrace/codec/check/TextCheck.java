package io.millrace.codec.check;

import com.google.re2j.Pattern;
import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.CodePoints;
import io.millrace.codec.value.Surrogates;
import io.millrace.contract.dataset.Column;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code oneOf}, {@code pattern} (the whole value matches) and {@code maxLength} (code points). */
public final class TextCheck {
    private static final int SHOWN = 200; // characters of a list in a reason
    private static final int FEW = 8; // so many values are compared faster than hashed

    private final boolean chosen;
    private final Set<String> many;
    private final byte[][] few;
    private final String choice;
    private final @Nullable Pattern pattern;
    private final int maxLength;

    public TextCheck(Column column) {
        List<String> oneOf = column.oneOf();
        chosen = oneOf != null;
        List<String> values = oneOf == null ? List.of() : oneOf;
        many = values.size() <= FEW ? Set.of() : Set.copyOf(values);
        few = values.stream().limit(FEW).map(Surrogates::bytes).toArray(byte[][]::new);
        choice = choice(values);
        String expression = column.pattern();
        pattern = expression == null ? null : Pattern.compile(expression);
        Integer most = column.maxLength();
        maxLength = most == null ? Integer.MAX_VALUE : most;
    }

    public void check(byte[] bytes, int from, int to) throws BadValue {
        if (to - from > maxLength && CodePoints.count(bytes, from, to) > maxLength) {
            throw BadValue.of(
                    bytes,
                    from,
                    to,
                    "has %d characters; the column takes %d".formatted(CodePoints.count(bytes, from, to), maxLength));
        }
        if (chosen && !isOneOf(bytes, from, to)) {
            throw BadValue.of(bytes, from, to, "is not one of " + choice);
        }
        if (pattern != null
                && !pattern.matcher(new String(bytes, from, to - from, StandardCharsets.UTF_8))
                        .matches()) {
            throw BadValue.of(bytes, from, to, "does not match the column's pattern " + pattern.pattern());
        }
    }

    /** A long list is named by its beginning and its count. */
    private static String choice(List<String> values) {
        String all = values.toString();
        return all.length() <= SHOWN ? all : "the %,d values %s…".formatted(values.size(), BadValue.cut(all, SHOWN));
    }

    private boolean isOneOf(byte[] bytes, int from, int to) {
        if (!many.isEmpty()) {
            return many.contains(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }
        for (byte[] value : few) {
            if (Arrays.equals(value, 0, value.length, bytes, from, to)) {
                return true;
            }
        }
        return false;
    }
}
