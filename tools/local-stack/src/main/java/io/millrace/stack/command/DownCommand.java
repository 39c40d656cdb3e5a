package io.millrace.stack.command;

import io.millrace.cli.local.LocalStack;
import io.millrace.cli.local.StackFile;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Quantities;
import io.millrace.stack.Leftovers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code millrace down}. */
@Command(name = "down", description = "Stop the stack in order; its data stay.")
public final class DownCommand implements Callable<Integer> {

    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @Override
    public Integer call() throws ExecutionException, InterruptedException {
        Optional<StackFile> stack = StackFile.read(LocalStack.state());
        if (stack.isEmpty()) {
            System.out.println("The stack is not running.");
            return 0;
        }
        Optional<ProcessHandle> owner = stack.get().owner().find();
        if (owner.isEmpty()) {
            Leftovers.end(LocalStack.state(), new Narrator());
            System.out.println("The stack had crashed; nothing of it is running any more.");
            return 0;
        }
        long begun = System.nanoTime();
        ProcessHandle process = owner.get();
        System.out.println(
                "Stopping in order; the first stop after a build takes longer, it prepares quicker starts …");
        process.destroy();
        try {
            process.onExit().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The stack (process " + process.pid() + ") still runs after " + DEADLINE.toMinutes()
                            + " minutes; see " + LocalStack.state().resolve("up.log"));
        }
        System.out.println("Stopped in " + Quantities.seconds(Duration.ofNanos(System.nanoTime() - begun)) + ".");
        return 0;
    }
}
