package io.millrace.rows.filter;

import io.millrace.rows.filter.Filter.Compare;
import io.millrace.rows.filter.Filter.Comparison;
import io.millrace.rows.filter.Filter.In;
import io.millrace.rows.filter.Filter.Like;
import io.millrace.rows.filter.Filter.Null;
import io.millrace.rows.filter.Words.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads {@code column:operator:value}, such as {@code temperature:gt:20.5}. Everything behind the second colon is the value,
 * colons too.
 */
public final class FilterParser {
    private static final String FORM =
            "write column:operator:value with one of eq, ne, lt, le, gt, ge, in, like, ilike, or column:null, column:notnull";

    private FilterParser() {}

    /** @throws BadFilterException when it is none */
    public static Filter parse(String text) {
        Head column = Words.head(text, ':');
        Head operator = Words.head(column.rest(), ':');
        if (column.name().isEmpty() || operator.name().isEmpty()) {
            throw new BadFilterException("it is no filter; " + FORM);
        }
        boolean valued = column.rest().indexOf(':') >= 0;
        String name = operator.name().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "null", "notnull" -> {
                if (valued) {
                    throw new BadFilterException("%s takes no value; write %s:%s".formatted(name, column.name(), name));
                }
                yield new Null(column.name(), name.equals("null"));
            }
            case "in" -> new In(column.name(), Words.values(value(operator, valued)));
            case "like", "ilike" -> new Like(column.name(), value(operator, valued), name.equals("ilike"));
            case "eq", "ne", "lt", "le", "gt", "ge" ->
                new Compare(column.name(), Comparison.valueOf(name.toUpperCase(Locale.ROOT)), value(operator, valued));
            default -> throw new BadFilterException("'%s' is no operator; %s".formatted(operator.name(), FORM));
        };
    }

    private static String value(Head operator, boolean valued) {
        if (!valued) {
            throw new BadFilterException("%s wants a value; %s".formatted(operator.name(), FORM));
        }
        return operator.rest();
    }

    /**
     * Reads the names of columns between commas.
     *
     * @throws BadFilterException when a name is empty or there twice
     */
    public static List<String> columns(String text) {
        List<String> names = new ArrayList<>();
        String rest = text;
        do {
            Head head = Words.head(rest, ',');
            if (head.name().isEmpty() || names.contains(head.name())) {
                throw new BadFilterException(
                        head.name().isEmpty() ? "a name is missing" : "'%s' is there twice".formatted(head.name()));
            }
            names.add(head.name());
            rest = head.rest();
        } while (!rest.isEmpty());
        return names;
    }
}
