package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.cli.local.RunningProcess;
import io.millrace.cli.local.StackFile;
import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFileTest {

    @TempDir
    Path state;

    @Test
    void isReadAsItWasWritten() {
        StackFile.Part part = new StackFile.Part(null, 8080, "http://localhost:8080", "ingest.log");
        StackFile written = new StackFile(RunningProcess.current(), true, Map.of("ingest", part));
        written.write(state);
        assertThat(StackFile.read(state)).contains(written);
        assertThat(written.isAlive()).isTrue();
        StackFile.delete(state);
        assertThat(StackFile.read(state)).isEmpty();
    }

    @Test
    void leftoversOfACrashEndAndOthersStay() throws IOException {
        Process left = new ProcessBuilder("sleep", "600").start();
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            RunningProcess reused = new RunningProcess(
                    other.pid(), RunningProcess.of(other.pid()).startedAt() - 60_000);
            RunningProcess crashed = new RunningProcess(other.pid(), 1);
            new StackFile(
                            crashed,
                            true,
                            Map.of(
                                    "loader",
                                    new StackFile.Part(RunningProcess.of(left.pid()), 1, "", ""),
                                    "ingest",
                                    new StackFile.Part(reused, 2, "", "")))
                    .write(state);
            Leftovers.end(state, StackListener.silent());
            await().until(() -> !left.isAlive());
            assertThat(other.isAlive()).isTrue();
            assertThat(StackFile.read(state)).isEmpty();
        } finally {
            left.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    void aDamagedOneSaysWhatToDo() throws IOException {
        Files.writeString(StackFile.in(state), "{");
        assertThatThrownBy(() -> StackFile.read(state))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("delete it");
    }
}
