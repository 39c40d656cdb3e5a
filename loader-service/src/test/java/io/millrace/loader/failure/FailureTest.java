package io.millrace.loader.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {
    private static Failure of(String state) {
        return Failure.of(state, "m", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "08001", "53300", "53100", "57P01", "57P03", "58030", "40003", "25006", "28P01", "3D000",
                "26000", "72000", "F0000"
            })
    void isPostgresBeingAway(String state) {
        assertThat(of(state)).isEqualTo(new Failure.Retry(state + ": m", Failure.AWAY, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"55P03", "55006", "40P01", "40001", "25P03", "53400"})
    void isSomebodyHoldingTheTable(String state) {
        assertThat(of(state)).isEqualTo(new Failure.Retry(state + ": m", Failure.BUSY, true));
    }

    @Test
    void aStatementThatTookTooLongIsNotRunAgainAtOnce() {
        assertThat(of("57014")).isEqualTo(new Failure.Retry("57014: m", 1, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22001", "22P02", "22P03", "22021", "23502", "23505", "23514", "44000", "08P01", "P0001", "P0002",
                "54000", "54011", "21000", "27000", "38001", "39P01", "2F002", "20000", "02000", "01000", "09000"
            })
    void isAboutARow(String state) {
        assertThat(of(state)).isEqualTo(new Failure.Bisect(state + ": m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MY001", "99999", "ZZZZZ", "XY000"})
    void aClassOfNobodysIsRaisedByATrigger(String state) {
        assertThat(of(state)).isInstanceOf(Failure.Bisect.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42P01", "42501", "42703", "3F000", "XX000", "XX001", "0A000", "55000", "25P02", "HV000", "2BP01",
                "34000"
            })
    void isNobodysFault(String state) {
        assertThat(of(state)).isInstanceOfSatisfying(Failure.Park.class, park -> {
            assertThat(park.reason()).isEqualTo(state + ": m");
            assertThat(park.ofTable()).isTrue();
            assertThat(park.remedy()).isNotBlank();
        });
    }

    @Test
    void theServersOwnHintIsTheRemedy() {
        assertThat(Failure.of("55000", "m", "Wait an hour.").remedy()).isEqualTo("Wait an hour.");
    }

    @Test
    void thePoolHasNoStates() {
        assertThat(Failure.of(null, "acquisition timeout", null))
                .isEqualTo(new Failure.Retry("acquisition timeout", Failure.AWAY, false));
    }

    @Test
    void whatNobodyThoughtOfIsOfTheUnitAlone() {
        assertThat(Failure.unforeseen(new IllegalStateException("odd")))
                .isInstanceOfSatisfying(Failure.Park.class, park -> {
                    assertThat(park.reason()).contains("IllegalStateException", "odd");
                    assertThat(park.ofTable()).isFalse();
                });
    }
}
