package io.millrace.loader.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15));

    @Test
    void doublesUpToTheMost() {
        assertThat(backoff.delay(1, 1)).isEqualTo(Duration.ofMillis(200));
        assertThat(backoff.delay(2, 1)).isEqualTo(Duration.ofMillis(400));
        assertThat(backoff.delay(5, 1)).isEqualTo(Duration.ofMillis(3200));
        assertThat(backoff.delay(8, 1)).isEqualTo(Duration.ofSeconds(15));
        assertThat(backoff.delay(Integer.MAX_VALUE, 1)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void leavesHalfToChance() {
        assertThat(backoff.delay(1, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.delay(100, 0)).isEqualTo(Duration.ofMillis(7500));
    }

    @Test
    void wantsSense() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("first PT0S");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("most");
    }
}
