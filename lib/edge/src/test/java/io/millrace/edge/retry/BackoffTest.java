package io.millrace.edge.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    @Test
    void doublesUpToTheMost() {
        assertThat(backoff.delay(1, 1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.delay(3, 1)).isEqualTo(Duration.ofSeconds(8));
        assertThat(backoff.delay(5, 1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(backoff.delay(Integer.MAX_VALUE, 1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(backoff.delay(5, 0)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void wantsAnOrder() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("first PT2S");
    }
}
