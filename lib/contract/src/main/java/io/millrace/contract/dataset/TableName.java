package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A schema-qualified table, both parts as the catalog has them: unquoted, case kept. */
public record TableName(String schema, String name) {
    private static final Pattern PLAIN = Pattern.compile("[^.\"][^.]*");
    private static final Pattern PART = Pattern.compile("%s|\"(?:[^\"]|\"\")+\"".formatted(PLAIN));
    private static final Pattern SHAPE = Pattern.compile("(%1$s)\\.(%1$s)".formatted(PART));

    public TableName {
        Names.identifier("table", schema);
        Names.identifier("table", name);
    }

    /**
     * @param text {@code schema.name}. A part is taken as it stands, case kept; one that has a dot in it is written
     *     as in SQL: {@code public."a.b"}
     */
    @JsonCreator
    public static TableName parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw new IllegalArgumentException(
                    "table: '%s' is not schema-qualified; write it as schema.name, such as public.readings"
                            .formatted(text));
        }
        return new TableName(unquoted(shape.group(1)), unquoted(shape.group(2)));
    }

    private static String unquoted(String part) {
        return part.startsWith("\"") ? part.substring(1, part.length() - 1).replace("\"\"", "\"") : part;
    }

    private static String text(String part) {
        return PLAIN.matcher(part).matches() ? part : quote(part);
    }

    /** @return the name as SQL text, each part quoted: safe in any statement */
    public String sql() {
        return quote(schema) + "." + quote(name);
    }

    /** @return the identifier as SQL text, quoted */
    public static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** What {@link #parse} reads. */
    @JsonValue
    @Override
    public String toString() {
        return text(schema) + "." + text(name);
    }
}
