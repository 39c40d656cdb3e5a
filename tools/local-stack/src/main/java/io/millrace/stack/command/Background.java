package io.millrace.stack.command;

import io.millrace.cli.local.RunningProcess;
import io.millrace.cli.local.StackFile;
import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code up} in a process of its own that outlives the terminal. */
final class Background {

    private static final int TICK_MILLISECONDS = 100;
    private static final String SESSION = """
            if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
            trap '' HUP INT
            exec "$@"
            """;

    private final Path state;
    private final Narrator narrator;

    Background(Path state, Narrator narrator) {
        this.state = state;
        this.narrator = narrator;
    }

    /** Returns the exit status when all is ready, or when it failed; what it tells meanwhile is told here too. */
    int start(List<String> ports, boolean fresh) throws IOException, InterruptedException {
        Files.createDirectories(state);
        Path log = state.resolve("up.log");
        List<String> command = new ArrayList<>(List.of("sh", "-c", SESSION, "millrace"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LocalMain.class.getName(), "up"));
        command.addAll(ports);
        if (fresh) {
            command.add("--fresh");
        }
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long told = 0;
        while (true) {
            boolean ended = process.waitFor(TICK_MILLISECONDS, TimeUnit.MILLISECONDS);
            boolean ready = isReady(process);
            told = tell(log, told);
            if (ready) {
                narrator.say("Running in the background; ./millrace down stops it.");
                return 0;
            }
            if (ended) {
                throw new CommandFailure(
                        CommandFailure.FAILED, "The stack did not start; see above and " + state.resolve("log"));
            }
        }
    }

    private boolean isReady(Process process) {
        return StackFile.read(state)
                .filter(StackFile::ready)
                .map(StackFile::owner)
                .map(RunningProcess::pid)
                .filter(pid -> pid == process.pid())
                .isPresent();
    }

    // Whole lines only: the rest of a line is told with its end.
    private long tell(Path log, long from) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(from);
            byte[] news = new byte[(int) Math.min(file.length() - from, 1 << 20)];
            file.readFully(news);
            String text = new String(news, StandardCharsets.UTF_8);
            String lines = text.substring(0, text.lastIndexOf('\n') + 1);
            if (!lines.isEmpty()) {
                narrator.say(lines.stripTrailing());
            }
            return from + lines.getBytes(StandardCharsets.UTF_8).length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
