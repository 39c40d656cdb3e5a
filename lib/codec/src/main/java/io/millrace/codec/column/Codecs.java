package io.millrace.codec.column;

import io.millrace.codec.check.NumberRange;
import io.millrace.codec.value.Booleans;
import io.millrace.codec.value.Byteas;
import io.millrace.codec.value.Doubles;
import io.millrace.codec.value.Integers;
import io.millrace.codec.value.Json;
import io.millrace.codec.value.Uuids;
import io.millrace.contract.dataset.Column;

/** The codec of a column. */
public final class Codecs {
    private Codecs() {}

    public static ColumnCodec of(Column column) {
        NumberRange range = new NumberRange(column);
        return switch (column.type().kind()) {
            case TEXT, VARCHAR -> new TextCodec(column);
            case BOOLEAN -> (bytes, from, to, out) -> out.writeBoolean(Booleans.parse(bytes, from, to));
            case SMALLINT ->
                (bytes, from, to, out) -> {
                    long value = Integers.parse(bytes, from, to, Short.MIN_VALUE, Short.MAX_VALUE, "smallint");
                    range.check(value);
                    out.writeShort((short) value);
                };
            case INTEGER ->
                (bytes, from, to, out) -> {
                    long value = Integers.parse(bytes, from, to, Integer.MIN_VALUE, Integer.MAX_VALUE, "integer");
                    range.check(value);
                    out.writeInt((int) value);
                };
            case BIGINT ->
                (bytes, from, to, out) -> {
                    long value = Integers.parse(bytes, from, to, Long.MIN_VALUE, Long.MAX_VALUE, "bigint");
                    range.check(value);
                    out.writeLong(value);
                };
            case REAL ->
                (bytes, from, to, out) -> {
                    float value = Doubles.parseFloat(bytes, from, to);
                    range.check(value);
                    out.writeFloat(value);
                };
            case DOUBLE ->
                (bytes, from, to, out) -> {
                    double value = Doubles.parseDouble(bytes, from, to);
                    range.check(value);
                    out.writeDouble(value);
                };
            case NUMERIC -> new NumericCodec(column.type(), range);
            case DATE, TIMESTAMP, TIMESTAMPTZ -> TimeCodec.of(column);
            case UUID -> (bytes, from, to, out) -> out.writeUuid(Uuids.parse(bytes, from, to));
            case JSONB -> jsonb();
            case BYTEA ->
                (bytes, from, to, out) -> {
                    byte[] value = Byteas.parse(bytes, from, to);
                    out.writeBytes(value, 0, value.length);
                };
        };
    }

    private static ColumnCodec jsonb() {
        return (bytes, from, to, out) -> {
            Json.check(bytes, from, to);
            out.writeJsonb(bytes, from, to - from);
        };
    }
}
