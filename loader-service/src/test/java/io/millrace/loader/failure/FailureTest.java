package io.millrace.loader.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {
    @ParameterizedTest
    @ValueSource(strings = {"08006", "08001", "53300", "53100", "57P01", "57014", "40P01", "40001", "55P03", "25006", "25P03"})
    void passes(String state) {
        assertThat(Failure.of(state, "m")).isEqualTo(new Failure.Retry(state + ": m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "22P02", "22P03", "22021", "23502", "23505", "23514", "44000", "08P01", "P0001"})
    void isAboutARow(String state) {
        assertThat(Failure.of(state, "m")).isEqualTo(new Failure.Bisect(state + ": m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "42501", "28P01", "3D000", "XX001", "58030", "0A000"})
    void needsAPerson(String state) {
        assertThat(Failure.of(state, "m")).isEqualTo(new Failure.Stop(state + ": m"));
    }

    @Test
    void thePoolHasNoStates() {
        assertThat(Failure.of(null, "acquisition timeout")).isEqualTo(new Failure.Retry("acquisition timeout"));
    }
}
