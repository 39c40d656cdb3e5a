package io.millrace.transform.json;

/**
 * A key of NDJSON's objects that a column asks for.
 *
 * @param asJson whether its value is taken as the JSON text that it is written in; otherwise it is a scalar's text
 */
public record JsonKey(String name, boolean asJson) {}
