package io.millrace.stack.command;

import io.millrace.cli.local.StackFile;
import io.millrace.stack.Keeper;
import io.millrace.stack.Stack;
import io.millrace.stack.options.StackOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace up}. */
@Command(
        name = "up",
        description = "Start Kafka, PostgreSQL and the four services; Ctrl-C stops them in order, losing nothing.",
        footer = {"", "Data and logs are kept in .millrace; MILLRACE_STATE names another directory."})
public final class UpCommand implements Callable<Integer> {

    @Mixin
    private PortOptions ports = new PortOptions();

    @Option(names = "--detach", description = "Return when all is ready; ./millrace down stops it.")
    private boolean detach;

    @Option(names = "--fresh", description = "Delete all data and logs of earlier runs first.")
    private boolean fresh;

    private final Narrator narrator = new Narrator();

    @Override
    public Integer call() throws Exception {
        StackOptions options = ports.stack();
        Optional<StackFile> before = StackFile.read(options.state());
        if (before.isPresent() && before.get().isAlive()) {
            narrator.say("The stack is running already (process "
                    + before.get().owner().pid() + "); ./millrace down stops it.");
            narrator.say(Narrator.guide(before.get()));
            return 0;
        }
        return detach ? new Background(options.state(), narrator).start(ports.arguments(), fresh) : foreground(options);
    }

    private int foreground(StackOptions options) throws ExecutionException {
        Interrupts interrupts = new Interrupts();
        Stack stack = new Stack(options, narrator);
        interrupts.listen(Thread.currentThread(), stack::hurry);
        try {
            if (fresh) {
                Stack.wipe(options.state());
            }
            stack.start();
            StackFile.read(options.state()).map(Narrator::guide).ifPresent(narrator::say);
            narrator.say("Ctrl-C stops all.");
            new Keeper(stack, narrator).keep();
            narrator.say("Nothing is left running.");
            return 1;
        } catch (InterruptedException asked) {
            return 0;
        } catch (RuntimeException e) {
            if (!interrupts.any()) {
                throw e;
            }
            return 0;
        } finally {
            stop(stack);
        }
    }

    private void stop(Stack stack) {
        // The interrupt that ended the wait must not end the stop as well.
        Thread.interrupted();
        if (stack.isClaimed()) {
            narrator.say("Stopping in order; Ctrl-C again hurries.");
            stack.stop();
        }
    }
}
