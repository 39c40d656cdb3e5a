package io.millrace.loader.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final Failure GONE = new Failure.Park("42P01: gone", "make it", true);
    private static final Duration FIRST = Duration.ofNanos(100);
    private final Breaker breaker = new Breaker(Duration.ofNanos(400));

    @Test
    void refusesForAWhileAndTwiceAsLongAfterEachFailureUpToALimit() {
        long now = Long.MAX_VALUE - 50; // the clock of nanoTime may overflow
        for (long pause : new long[] {100, 200, 400, 400}) {
            breaker.trip("t", GONE, FIRST, now);
            assertThat(breaker.refuses("t", now + pause - 1)).contains(GONE);
            assertThat(breaker.refuses("t", now + pause)).isEmpty();
            assertThat(breaker.refuses("other", now)).isEmpty();
            now += pause;
        }
    }

    @Test
    void aRetryThatFailsMeanwhileProlongsNothing() {
        breaker.trip("t", GONE, FIRST, 0);
        breaker.trip("t", GONE, FIRST, 50);
        assertThat(breaker.refuses("t", 100)).isEmpty();
    }

    @Test
    void aTableThatTookSomethingIsAsGoodAsNew() {
        breaker.trip("t", GONE, FIRST, 0);
        breaker.reset("t");
        assertThat(breaker.refuses("t", 1)).isEmpty();
    }
}
