package io.millrace.loader.load;

import io.millrace.loader.transaction.LoadResult;

/** How the loading of a group ended. */
public sealed interface Outcome {
    /** All of it is in, or parked. */
    record Done(LoadResult loaded) implements Outcome {}

    /** The loader is closing or lost the Kafka partition; the group will come again. */
    record Abandoned() implements Outcome {}
}
