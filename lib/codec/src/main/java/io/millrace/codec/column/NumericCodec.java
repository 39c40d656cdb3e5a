package io.millrace.codec.column;

import io.millrace.codec.check.NumberRange;
import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.Decimals;
import io.millrace.contract.dataset.ColumnType;
import io.millrace.contract.tuple.TupleWriter;
import java.math.BigDecimal;

/** numeric and numeric(p,s). NaN goes into either, infinities only into numeric without a precision. */
final class NumericCodec implements ColumnCodec {
    private final ColumnType type;
    private final NumberRange range;

    NumericCodec(ColumnType type, NumberRange range) {
        this.type = type;
        this.range = range;
    }

    @Override
    public void write(byte[] bytes, int from, int to, TupleWriter out) throws BadValue {
        double nonFinite = Decimals.nonFinite(bytes, from, to);
        if (nonFinite != 0) {
            if (type.size() > 0 && !Double.isNaN(nonFinite)) {
                throw BadValue.of(bytes, from, to, "cannot be held by %s; only numeric has infinities".formatted(type));
            }
            range.check(nonFinite);
            out.writeNumeric(nonFinite);
            return;
        }
        BigDecimal value = type.size() == 0
                ? Decimals.parse(bytes, from, to)
                : Decimals.parse(bytes, from, to, type.size(), type.scale());
        range.check(value);
        out.writeNumeric(value);
    }
}
