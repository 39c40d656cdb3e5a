package io.millrace.loader.write;

/** How the loading of a group ended. */
public sealed interface Outcome {
    /** All of it is in, or parked. */
    record Done(Loaded loaded) implements Outcome {}

    /** The loader is closing or lost the Kafka partition; the group will come again. */
    record Abandoned() implements Outcome {}
}
