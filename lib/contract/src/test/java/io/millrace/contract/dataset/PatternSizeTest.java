package io.millrace.contract.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9]{4}-[0-9]{2}-[0-9]{2}",
                "(a{100}){100}",
                "((ab|c){10}x){10,50}",
                "\\(a{3}\\)",
                "[]{5}a]{7}",
                "[^]a\\]]{7}b",
                "a{2,}",
                "x{y}",
                "(?:abc){200}",
                "a{1000}"
            })
    void isAboutTheSizeOfTheProgram(String pattern) {
        long size = PatternSize.of(pattern);
        int program = Pattern.compile(pattern).programSize();
        assertThat(program).isLessThanOrEqualTo((int) (3 * size + 10));
        assertThat(size).isLessThanOrEqualTo(3L * program + 10);
    }

    @Test
    void nestedRepeatsMultiplyAndAreNotCompiled() {
        assertThat(PatternSize.of("((a{1000}){1000}){1000}")).isGreaterThan(1_000_000_000L);
        assertThat(PatternSize.of("(".repeat(50) + "a" + "{1000})".repeat(50))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsNoExpressionHasSomeSize() {
        for (String broken :
                new String[] {"", "(", ")", "[", "\\", "{", "a{", "a{1", "{1}", "[]", "[^", "())", "[\\"}) {
            assertThat(PatternSize.of(broken)).as(broken).isBetween(0L, 20L);
        }
    }
}
