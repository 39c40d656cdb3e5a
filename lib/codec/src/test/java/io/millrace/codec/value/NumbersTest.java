package io.millrace.codec.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @Property
    void anyLongComesBack(@ForAll long value) throws BadValue {
        assertThat(whole(Long.toString(value))).isEqualTo(value);
    }

    @Property
    void anyDoubleComesBack(@ForAll double value) throws BadValue {
        assertThat(floating(Double.toString(value))).isEqualTo(value);
    }

    @Property
    void anyFloatComesBack(@ForAll float value) throws BadValue {
        byte[] text = Float.toString(value).getBytes(StandardCharsets.UTF_8);
        assertThat(Doubles.parseFloat(text, 0, text.length)).isEqualTo(value);
    }

    @Property
    void shortDecimalsAreRoundedAsTheJdkRoundsThem(
            @ForAll @LongRange(min = -9_999_999_999_999_999L, max = 9_999_999_999_999_999L) long digits,
            @ForAll @IntRange(max = 20) int scale)
            throws BadValue {
        String text = BigDecimal.valueOf(digits, scale).toPlainString();
        assertThat(floating(text)).isEqualTo(Double.parseDouble(text));
    }

    @Property
    void numericsAreRoundedHalfAwayFromZero(@ForAll @BigRange(min = "-9999", max = "9999") @Scale(8) BigDecimal value)
            throws BadValue {
        byte[] text = value.toPlainString().getBytes(StandardCharsets.UTF_8);
        assertThat(Decimals.parse(text, 0, text.length, 10, 2)).isEqualTo(value.setScale(2, RoundingMode.HALF_UP));
        assertThat(Decimals.parse(text, 0, text.length)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"'1_000',1000", "'0x1F',31", "' +7 ',7", "'-0b11',-3", "'0o17',15", "'00000000000000000000000012',12"})
    void integersHaveManySpellings(String spelling, long value) throws BadValue {
        assertThat(whole(spelling)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", "1.0", "1e3", "1__0", "_1", "0x", "१", "9223372036854775808", "- 1"})
    void whatIsNoIntegerIsRefusedByName(String spelling) {
        assertThatThrownBy(() -> whole(spelling))
                .isInstanceOf(BadValue.class)
                .hasMessageContaining("'" + spelling + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1d", "1f", "0x1p3", "1e", "--1", "1.2.3", "1e309", "1e-400", "infinit"})
    void whatIsNoDoubleIsRefused(String spelling) {
        assertThatThrownBy(() -> floating(spelling)).isInstanceOf(BadValue.class);
    }

    @Test
    void aHostileNumberIsCheap() {
        for (String spelling :
                new String[] {"9".repeat(4_000_000), "1e999999999", "1e-999999999", "0x" + "f".repeat(4_000_000)}) {
            byte[] text = spelling.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Decimals.parse(text, 0, text.length))
                    .isInstanceOf(BadValue.class)
                    .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(300));
        }
        byte[] tiny = "1e-999999999".getBytes(StandardCharsets.UTF_8);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Decimals.parse(tiny, 0, tiny.length, 10, 2)))
                .isNull();
    }

    private static long whole(String text) throws BadValue {
        return Integers.parse(
                text.getBytes(StandardCharsets.UTF_8),
                0,
                text.getBytes(StandardCharsets.UTF_8).length,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                "bigint");
    }

    private static double floating(String text) throws BadValue {
        return Doubles.parseDouble(
                text.getBytes(StandardCharsets.UTF_8), 0, text.getBytes(StandardCharsets.UTF_8).length);
    }
}
