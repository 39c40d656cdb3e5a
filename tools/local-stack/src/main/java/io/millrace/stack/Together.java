package io.millrace.stack;

import io.millrace.cli.print.CommandFailure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs steps at the same time, each on a virtual thread; the first failure interrupts the others. */
final class Together {

    private Together() {}

    /**
     * Returns when all of the first and then all of the second steps are done.
     *
     * @throws RuntimeException the first failure
     * @throws CommandFailure when this thread is interrupted; its interrupt status is cleared
     */
    static void run(List<Runnable> first, List<Runnable> second) {
        CompletableFuture<Void> failure = new CompletableFuture<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            CompletableFuture<Void> prepared = all(first, CompletableFuture.completedFuture(null), threads, failure);
            CompletableFuture<Void> done = all(second, prepared, threads, failure);
            CompletableFuture.anyOf(done, failure).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new CommandFailure(CommandFailure.FAILED, "interrupted while starting");
        } finally {
            threads.shutdownNow();
            threads.close();
        }
    }

    private static CompletableFuture<Void> all(
            List<Runnable> steps,
            CompletableFuture<Void> after,
            ExecutorService threads,
            CompletableFuture<Void> failure) {
        return CompletableFuture.allOf(steps.stream()
                .map(step -> after.thenRunAsync(() -> run(step, failure), threads))
                .toArray(CompletableFuture[]::new));
    }

    private static void run(Runnable step, CompletableFuture<Void> failure) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            failure.completeExceptionally(e);
            throw e;
        }
    }
}
