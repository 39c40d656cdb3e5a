package io.millrace.codec.column;

import io.millrace.codec.check.TextCheck;
import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.CodePoints;
import io.millrace.codec.value.Strings;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.tuple.TupleWriter;

/** text and varchar(n). As in PostgreSQL, blanks beyond a varchar's length are cut; anything else there is too long. */
final class TextCodec implements ColumnCodec {
    private final TextCheck check;
    private final int size; // code points

    TextCodec(Column column) {
        check = new TextCheck(column);
        size = column.type().size() == 0 ? Integer.MAX_VALUE : column.type().size();
    }

    @Override
    public void write(byte[] bytes, int from, int to, TupleWriter out) throws BadValue {
        int end = to - from <= size ? to : fit(bytes, from, to);
        Strings.check(bytes, from, end);
        check.check(bytes, from, end);
        out.writeBytes(bytes, from, end - from);
    }

    private int fit(byte[] bytes, int from, int to) throws BadValue {
        int end = CodePoints.behind(bytes, from, to, size);
        for (int i = end; i < to; i++) {
            if (bytes[i] != ' ') {
                throw BadValue.of(
                        bytes,
                        from,
                        to,
                        "has %d characters; varchar(%d) takes %d"
                                .formatted(CodePoints.count(bytes, from, to), size, size));
            }
        }
        return end;
    }
}
