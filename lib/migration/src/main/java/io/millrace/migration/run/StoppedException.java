package io.millrace.migration.run;

/** Ends a runner without a failure: somebody paused the migration, or another runner has it. */
final class StoppedException extends RuntimeException {
    StoppedException(String reason) {
        super(reason);
    }
}
