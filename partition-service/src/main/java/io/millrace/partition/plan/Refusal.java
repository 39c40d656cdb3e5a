package io.millrace.partition.plan;

/**
 * Why a definition cannot be applied.
 *
 * @param path the place in the document, such as {@code columns[2].type}
 * @param reason what stands in the way, and the remedy
 */
public record Refusal(String path, String reason) {}
