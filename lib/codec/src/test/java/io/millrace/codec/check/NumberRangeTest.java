package io.millrace.codec.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.column.Codecs;
import io.millrace.codec.value.BadValue;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.ColumnType;
import io.millrace.contract.tuple.TupleWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounds as the codecs use them, so that a value is compared as what it was read as. */
class NumberRangeTest {
    private static boolean takes(String type, String min, String max, String value) {
        Column column = new Column(
                "v",
                "v",
                ColumnType.parse(type),
                false,
                null,
                null,
                null,
                min == null ? null : new BigDecimal(min),
                max == null ? null : new BigDecimal(max),
                null,
                null,
                null);
        try {
            Codecs.of(column)
                    .write(
                            value.getBytes(StandardCharsets.UTF_8),
                            0,
                            value.getBytes(StandardCharsets.UTF_8).length,
                            new TupleWriter(64));
            return true;
        } catch (BadValue e) {
            assertThat(e).hasMessageContaining("is outside the column's range");
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "real, , 0.1, 0.1, true",
        "real, 0.1, , 0.1, true",
        "real, , 0.1, 0.10000001, false",
        "real, 0.1, , 0.0999999, false",
        "real, , 16777217, 16777217, true",
        "real, , 3.4028235e38, Infinity, false",
        "real, , 1e40, 3.4e38, true",
        "real, , 1e40, Infinity, false",
        "real, 1e-50, , 0, false",
        "real, , 1, NaN, false",
        "double precision, , 0.1, 0.1, true",
        "double precision, , 1e400, Infinity, false",
        "double precision, -1e400, , -Infinity, false",
        "double precision, -1e400, 1e400, -1e300, true",
        "'numeric(4,2)', , 0.1, 0.1, true",
        "'numeric(4,2)', , 0.1, 0.104, true",
        "'numeric(4,2)', , 0.1, 0.105, false",
        "numeric, , 0.1, 0.10000000000000000000001, false",
        "numeric, , 1e999999999, 1e131000, true",
        "numeric, , 1e400, Infinity, false",
        "smallint, -3, 7, 7, true",
        "smallint, -3, 7, 8, false",
        "bigint, , 1e999999999, 9223372036854775807, true",
        "bigint, 1e999999999, , 9223372036854775806, false",
        "bigint, 0.5, 1.5, 1, true",
        "bigint, 0.5, 1.5, 0, false"
    })
    void boundsAreValuesOfTheColumn(String type, String min, String max, String value, boolean taken) {
        assertThat(takes(type, min, max, value)).isEqualTo(taken);
    }

    @Property
    void aRealIsWithinItself(@ForAll float value) {
        if (Float.isFinite(value)) {
            String text = Float.toString(value);
            assertThat(takes("real", text, text, text)).isTrue();
        }
    }
}
