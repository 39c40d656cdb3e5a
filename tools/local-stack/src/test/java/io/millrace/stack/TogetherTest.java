package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.print.CommandFailure;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TogetherTest {

    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void theSecondStepsBeginWhenAllOfTheFirstAreDone() {
        Together.run(List.of(() -> done.add("a"), () -> done.add("b")), List.of(() -> done.add("c")));
        assertThat(done).containsExactlyInAnyOrder("a", "b", "c").last().isEqualTo("c");
    }

    @Test
    void theFirstFailureInterruptsTheOthers() {
        CountDownLatch never = new CountDownLatch(1);
        Runnable waits = () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                done.add("interrupted");
            }
        };
        Runnable fails = () -> {
            throw new CommandFailure(CommandFailure.FAILED, "broken");
        };
        assertThatThrownBy(() -> Together.run(List.of(waits, fails), List.of(() -> done.add("second"))))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("broken");
        assertThat(done).containsExactly("interrupted");
    }
}
