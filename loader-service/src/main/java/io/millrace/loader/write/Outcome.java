package io.millrace.loader.write;

/** How the loading of a group ended. */
public sealed interface Outcome {
    /** It is committed. */
    record Done(Loaded loaded) implements Outcome {}

    /** It cannot be loaded before a person has looked at it. */
    record Stopped(String reason) implements Outcome {}

    /** The loader is closing or lost the Kafka partition; the group will come again. */
    record Abandoned() implements Outcome {}
}
