package io.millrace.loader.failure;

/**
 * Why the database refused a row.
 *
 * @param column empty when the server named none
 */
public record Refusal(String reason, String column) {}
