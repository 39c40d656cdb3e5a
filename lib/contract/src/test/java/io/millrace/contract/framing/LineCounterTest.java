package io.millrace.contract.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class LineCounterTest {
    /** The JDK's own idea of a line: {@code \n}, {@code \r\n} or {@code \r}. */
    @Property
    void countsWhatTheJdkCounts(
            @ForAll @Chars({'\n', '\r', 'a', '\u0080', '\u000b', '\u008a'}) @StringLength(max = 60) String text,
            @ForAll @IntRange(max = 9) int before) {
        byte[] bytes = ("x".repeat(before) + text).getBytes(StandardCharsets.ISO_8859_1);
        long expected = (text + "|").lines().count() - 1;
        assertThat(LineCounter.count(bytes, before, bytes.length)).isEqualTo((int) expected);
    }
}
