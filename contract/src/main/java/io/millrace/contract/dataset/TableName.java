package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A schema-qualified table, both parts as the catalog has them: unquoted, case kept. */
public record TableName(String schema, String name) {
    public TableName {
        Names.identifier("table", schema);
        Names.identifier("table", name);
    }

    /** @param text {@code schema.name}; a name with a dot in it cannot be written */
    @JsonCreator
    public static TableName parse(String text) {
        int dot = text.indexOf('.');
        if (dot <= 0 || dot != text.lastIndexOf('.') || dot == text.length() - 1) {
            throw new IllegalArgumentException(
                    "table: '%s' is not schema-qualified; write it as schema.name, such as public.readings"
                            .formatted(text));
        }
        return new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    /** @return the name as SQL text, each part quoted: safe in any statement */
    public String sql() {
        return quote(schema) + "." + quote(name);
    }

    /** @return the identifier as SQL text, quoted */
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @JsonValue
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
