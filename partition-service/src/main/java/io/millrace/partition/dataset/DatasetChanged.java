package io.millrace.partition.dataset;

/** Told after the commit of a definition or of its deletion. */
public record DatasetChanged(String name) {}
