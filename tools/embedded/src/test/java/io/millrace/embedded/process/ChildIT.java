package io.millrace.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildIT {

    @TempDir
    Path directory;

    @Test
    void stopsGracefullyOrAtTheDeadlineByForce() {
        Child willing = sleeper("willing", "sleep 600");
        assertThat(willing.stop(Duration.ofSeconds(10))).isTrue();
        Child deaf = sleeper("deaf", "trap '' TERM; echo deaf; while :; do sleep 1; done");
        await().until(() -> deaf.logTail().contains("deaf"));
        assertThat(deaf.stop(Duration.ofMillis(200))).isFalse();
        assertThat(deaf.isAlive()).isFalse();
    }

    @Test
    void anInterruptFromTheTerminalDoesNotReachIt() {
        Child child = sleeper("child", "echo up; while :; do sleep 1; done");
        await().until(() -> child.logTail().contains("up"));
        child.signal("INT");
        assertThat(child.awaitExit(Duration.ofMillis(300))).isFalse();
        child.kill();
    }

    @Test
    void endsWhenItsParentIsKilled() throws Exception {
        Path pid = directory.resolve("pid");
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentMain.class.getName(),
                        pid.toString())
                .inheritIO()
                .start();
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(pid));
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();
        assertThat(child.isAlive()).isTrue();
        parent.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(30)).until(() -> !child.isAlive());
    }

    private Child sleeper(String name, String script) {
        return Child.start(
                new Child.Spec(name, List.of("sh", "-c", script), Map.of(), directory.resolve(name + ".log"), "TERM"));
    }
}
