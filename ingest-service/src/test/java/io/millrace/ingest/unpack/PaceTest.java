package io.millrace.ingest.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong clock = new AtomicLong();
    private final Pace pace = new Pace(1000, Duration.ofSeconds(60), clock::get);

    private void read(int bytes, int seconds) throws TooSlowException {
        pace.waitBegins();
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
        pace.arrived(bytes);
    }

    @Test
    void aByteNowAndThenIsTooSlow() throws TooSlowException {
        for (int i = 0; i < 5; i++) {
            read(1, 10);
        }
        assertThatThrownBy(() -> read(1, 10))
                .isInstanceOf(TooSlowException.class)
                .hasMessage("6 bytes came in 60 s; 1000 must");
    }

    @Test
    void enoughInEachWindowIsFastEnough() throws TooSlowException {
        for (int i = 0; i < 100; i++) {
            read(200, 10);
        }
        read(-1, 100); // the end is never too slow
    }

    @Test
    void timeInWhichNobodyReadsDoesNotCount() throws TooSlowException {
        for (int i = 0; i < 100; i++) {
            read(1, 0);
            clock.addAndGet(Duration.ofMinutes(5).toNanos());
        }
        assertThat(pace.isSlow()).isFalse();
    }

    @Test
    void whoHardlyMovesForATenthOfTheTimeIsSlow() throws TooSlowException {
        read(10, 1);
        pace.waitBegins();
        assertThat(pace.isSlow()).isFalse();
        clock.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(pace.isSlow()).isTrue();
        pace.arrived(5000);
        assertThat(pace.isSlow()).isFalse();
    }
}
