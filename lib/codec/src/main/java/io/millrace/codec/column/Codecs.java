package io.millrace.codec.column;

import io.millrace.codec.check.NumberRange;
import io.millrace.codec.value.Booleans;
import io.millrace.codec.value.Byteas;
import io.millrace.codec.value.Doubles;
import io.millrace.codec.value.Integers;
import io.millrace.codec.value.Json;
import io.millrace.codec.value.Uuids;
import io.millrace.contract.dataset.Column;
import java.nio.charset.CharacterCodingException;

/** The codec of a column. */
public final class Codecs {
    private Codecs() {}

    public static ColumnCodec of(Column column) {
        NumberRange range = new NumberRange(column);
        return switch (column.type().kind()) {
            case TEXT, VARCHAR -> new TextCodec(column);
            case BOOLEAN -> (chars, from, to, out) -> out.writeBoolean(Booleans.parse(chars, from, to));
            case SMALLINT ->
                (chars, from, to, out) -> {
                    long value = Integers.parse(chars, from, to, Short.MIN_VALUE, Short.MAX_VALUE, "smallint");
                    range.check(value);
                    out.writeShort((short) value);
                };
            case INTEGER ->
                (chars, from, to, out) -> {
                    long value = Integers.parse(chars, from, to, Integer.MIN_VALUE, Integer.MAX_VALUE, "integer");
                    range.check(value);
                    out.writeInt((int) value);
                };
            case BIGINT ->
                (chars, from, to, out) -> {
                    long value = Integers.parse(chars, from, to, Long.MIN_VALUE, Long.MAX_VALUE, "bigint");
                    range.check(value);
                    out.writeLong(value);
                };
            case REAL ->
                (chars, from, to, out) -> {
                    float value = Doubles.parseFloat(chars, from, to);
                    range.check(value);
                    out.writeFloat(value);
                };
            case DOUBLE ->
                (chars, from, to, out) -> {
                    double value = Doubles.parseDouble(chars, from, to);
                    range.check(value);
                    out.writeDouble(value);
                };
            case NUMERIC -> new NumericCodec(column.type(), range);
            case DATE, TIMESTAMP, TIMESTAMPTZ -> TimeCodec.of(column);
            case UUID -> (chars, from, to, out) -> out.writeUuid(Uuids.parse(chars, from, to));
            case JSONB -> jsonb();
            case BYTEA ->
                (chars, from, to, out) -> {
                    byte[] value = Byteas.parse(chars, from, to);
                    out.writeBytes(value, 0, value.length);
                };
        };
    }

    private static ColumnCodec jsonb() {
        return (chars, from, to, out) -> {
            Json.check(chars, from, to);
            try {
                out.writeJsonb(chars, from, to - from);
            } catch (CharacterCodingException e) {
                throw new IllegalStateException("checked JSON has no half of a surrogate pair", e);
            }
        };
    }
}
