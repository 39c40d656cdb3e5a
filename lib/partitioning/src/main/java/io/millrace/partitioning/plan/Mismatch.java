package io.millrace.partitioning.plan;

/**
 * Why a definition cannot be applied, or what is asked for cannot be done.
 *
 * @param path the place in the document, such as {@code columns[2].type}
 * @param reason what stands in the way, and the remedy
 */
public record Mismatch(String path, String reason) {}
