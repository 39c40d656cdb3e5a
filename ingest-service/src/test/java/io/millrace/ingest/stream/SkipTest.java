package io.millrace.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.ProblemException;
import io.millrace.api.stream.Skip;
import io.millrace.api.stream.SkipRequest;
import io.millrace.ingest.topic.KafkaTopic;
import java.math.BigInteger;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkipTest {
    private static Skip skip(KafkaTopic.Offsets offsets, long from, long to) {
        return new SkipPlan("readings", new UUID(0, 0), 0, offsets, from, to).answer(from, true);
    }

    @ParameterizedTest(name = "[{0}, {1}] from {2} to {3}")
    @CsvSource({
        "0, 100, 40, 40, 0, 0, 0",
        "0, 100, 40, 60, 20, 0, 0",
        "50, 100, 40, 50, 0, 10, 0",
        "50, 100, 40, 70, 20, 10, 0",
        "0, 30, 40, 30, 0, 0, 0",
        "0, 30, 40, 0, 0, 0, 30",
        "0, 100, 40, 10, 0, 0, 30"
    })
    void whatLiesBetweenIsToldApart(
            long begin, long end, long from, long to, long passedOver, long gone, long readAgain) {
        Skip skip = skip(new KafkaTopic.Offsets(begin, end), from, to);
        assertThat(skip.passedOver()).as("passed over").isEqualTo(passedOver);
        assertThat(skip.gone()).as("gone").isEqualTo(gone);
        assertThat(skip.readAgain()).as("read again").isEqualTo(readAgain);
    }

    /** The oracle looks at every offset by itself. */
    @Property
    void everyOffsetIsCountedOnce(
            @ForAll @LongRange(max = 30) long begin,
            @ForAll @LongRange(max = 30) long length,
            @ForAll @LongRange(max = 70) long from,
            @ForAll @LongRange(max = 30) long step) {
        long end = begin + length;
        long to = begin + Math.min(step, length);
        long passedOver = 0;
        long gone = 0;
        long readAgain = 0;
        for (long offset = 0; offset < 100; offset++) {
            passedOver += from <= offset && offset < to && offset >= begin ? 1 : 0;
            gone += from <= offset && offset < to && offset < begin ? 1 : 0;
            readAgain += to <= offset && offset < from && offset < end ? 1 : 0;
        }
        Skip skip = skip(new KafkaTopic.Offsets(begin, end), from, to);
        assertThat(skip.passedOver()).isEqualTo(passedOver);
        assertThat(skip.gone()).isEqualTo(gone);
        assertThat(skip.readAgain()).isEqualTo(readAgain);
    }

    @Test
    void aTargetIsAnEndOrAnOffsetThatIsThere() {
        KafkaTopic.Offsets offsets = new KafkaTopic.Offsets(10, 20);
        assertThat(SkipPlan.resolve(new SkipRequest("earliest"), offsets)).isEqualTo(10);
        assertThat(SkipPlan.resolve(new SkipRequest("latest"), offsets)).isEqualTo(20);
        assertThat(SkipPlan.resolve(new SkipRequest(10), offsets)).isEqualTo(10);
        assertThat(SkipPlan.resolve(new SkipRequest(20L), offsets)).isEqualTo(20);
        refuses(9, "10 to 20");
        refuses(21L, "10 to 20");
        refuses(null, "required");
        refuses("15", "offset as a number");
        refuses(1.5, "offset as a number");
        refuses(BigInteger.TWO.pow(70), "offset as a number");
    }

    private static void refuses(Object to, String remedy) {
        assertThatThrownBy(() -> SkipPlan.resolve(new SkipRequest(to), new KafkaTopic.Offsets(10, 20)))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(400);
                    assertThat(e.problem().detail()).contains("to: ", remedy);
                });
    }
}
