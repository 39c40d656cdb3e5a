package io.millrace.partition.start;

import jakarta.enterprise.context.ApplicationScoped;

/** How far the start has come. */
@ApplicationScoped
public class StartProgress {
    private volatile boolean migrated;
    private volatile boolean topicsCreated;

    void migrated() {
        migrated = true;
    }

    void topicsCreated() {
        topicsCreated = true;
    }

    /** Whether the schema of the database is this release's. */
    boolean isMigrated() {
        return migrated;
    }

    /** Whether the topics are there. */
    boolean topicsAreCreated() {
        return topicsCreated;
    }

    /** Whether all is in place. */
    boolean isDone() {
        return migrated && topicsCreated;
    }
}
