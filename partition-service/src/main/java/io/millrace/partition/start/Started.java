package io.millrace.partition.start;

/** Told once, when the schema and the topics are in place. */
public record Started() {}
