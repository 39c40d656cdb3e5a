package io.millrace.stack;

import io.millrace.cli.local.RunningProcess;
import io.millrace.cli.local.StackFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a crashed stack left running. Its children end by themselves soon after it; here the rest is done. */
public final class Leftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Leftovers() {}

    /** Ends what a crashed stack left running and forgets it; one that is alive is left alone. */
    public static void end(Path state, StackListener listener) {
        StackFile.read(state).filter(file -> !file.isAlive()).ifPresent(crashed -> {
            end(crashed, listener);
            StackFile.delete(state);
        });
    }

    // Every process of the file that still is the one of the file, and no other.
    private static void end(StackFile file, StackListener listener) {
        List<ProcessHandle> left = file.parts().values().stream()
                .flatMap(part -> Stream.ofNullable(part.process()))
                .map(RunningProcess::find)
                .flatMap(Optional::stream)
                .toList();
        if (left.isEmpty()) {
            return;
        }
        listener.note("a stack that crashed left " + left.size() + " processes; ending them");
        left.forEach(ProcessHandle::destroy);
        CompletableFuture<?> all =
                CompletableFuture.allOf(left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        all.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        left.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
