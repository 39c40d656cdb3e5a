package io.millrace.transform.parse;

/**
 * A key of NDJSON's objects that a column asks for.
 *
 * @param asJson whether its value is taken as the JSON text that it is written in; otherwise it is a scalar's text
 */
public record Key(String name, boolean asJson) {}
