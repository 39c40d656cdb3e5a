package io.millrace.migration;

/**
 * A piece of a migration. After a crash it is done again from its beginning: whatever part of it is there already is
 * found and left.
 *
 * @param name short, lower case, told in the progress
 */
public record MigrationStep(String name, Body body) {
    /** What is done. */
    @FunctionalInterface
    public interface Body {
        void run(MigrationRun run) throws InterruptedException;
    }
}
