package io.millrace.codec.column;

import io.millrace.codec.check.TextCheck;
import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.Strings;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.tuple.TupleWriter;
import java.nio.charset.CharacterCodingException;

/** text and varchar(n). As in PostgreSQL, blanks beyond a varchar's length are cut; anything else there is too long. */
final class TextCodec implements ColumnCodec {
    private final TextCheck check;
    private final int size; // code points

    TextCodec(Column column) {
        check = new TextCheck(column);
        size = column.type().size() == 0 ? Integer.MAX_VALUE : column.type().size();
    }

    @Override
    public void write(char[] chars, int from, int to, TupleWriter out) throws BadValue {
        int end = to - from <= size ? to : fit(chars, from, to);
        for (int i = from; i < end; i++) {
            if (chars[i] == 0) {
                Strings.check(chars, from, end);
            }
        }
        check.check(chars, from, end);
        try {
            out.writeText(chars, from, end - from);
        } catch (CharacterCodingException e) {
            Strings.check(chars, from, end);
            throw new IllegalStateException("text that cannot be written has half of a surrogate pair", e);
        }
    }

    private int fit(char[] chars, int from, int to) throws BadValue {
        if (Character.codePointCount(chars, from, to - from) <= size) {
            return to;
        }
        int end = Character.offsetByCodePoints(chars, from, to - from, from, size);
        for (int i = end; i < to; i++) {
            if (chars[i] != ' ') {
                throw BadValue.of(
                        chars,
                        from,
                        to,
                        "has %d characters; varchar(%d) takes %d"
                                .formatted(Character.codePointCount(chars, from, to - from), size, size));
            }
        }
        return end;
    }
}
