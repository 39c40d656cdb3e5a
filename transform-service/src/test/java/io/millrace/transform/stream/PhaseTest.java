package io.millrace.transform.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhaseTest {
    private final Phase.Holder phase = new Phase.Holder();

    @Test
    void goesForwardsOnly() {
        assertThat(phase.is(Phase.OPENING)).isTrue();
        assertThat(phase.move(Phase.READING, Phase.STOPPED)).isFalse(); // what is not read cannot be out of range
        assertThat(phase.move(Phase.OPENING, Phase.READING)).isTrue();
        assertThat(phase.advance(Phase.AGAIN)).isTrue();
        assertThat(phase.advance(Phase.AGAIN)).isFalse();
        assertThat(phase.advance(Phase.HELD)).isFalse();
        assertThat(phase.is(Phase.AGAIN)).isTrue();
        assertThat(phase.advance(Phase.CLOSED)).isTrue();
        assertThat(phase.advance(Phase.AGAIN)).isFalse();
    }
}
