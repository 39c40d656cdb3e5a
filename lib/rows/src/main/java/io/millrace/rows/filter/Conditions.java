package io.millrace.rows.filter;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.rows.filter.Filter.Compare;
import io.millrace.rows.filter.Filter.In;
import io.millrace.rows.filter.Filter.Like;
import io.millrace.rows.filter.Filter.Null;
import java.util.ArrayList;
import java.util.List;

/** Gathers the conditions of a WHERE clause and their parameters. Values never become part of the SQL text. */
public final class Conditions {
    private final String alias;
    private final List<String> terms = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    /** @param alias of the table in the query */
    public Conditions(String alias) {
        this.alias = alias;
    }

    /** @param type of the filter's column as SQL text, without a length: a cast to varchar(3) would cut the value */
    public void add(Filter filter, String type) {
        String column = column(filter.column());
        switch (filter) {
            case Compare compare ->
                add(column + " " + compare.comparison().sql() + " " + parameter(compare.value(), "text::" + type));
            case In in ->
                add(column + " = ANY (" + parameter(in.values().toArray(new String[0]), "text[]::" + type + "[]")
                        + ")");
            case Like like ->
                add(column + (like.ignoreCase() ? " ILIKE " : " LIKE ") + parameter(like.pattern(), "text"));
            case Null is -> add(column + (is.wanted() ? " IS NULL" : " IS NOT NULL"));
        }
    }

    /** Adds a condition that was made with {@link #parameter} and {@link #column}. */
    public void add(String condition) {
        terms.add(condition);
    }

    /** @return the placeholder of a new parameter, as SQL text with its type; conditions come in the order of their parameters */
    public String parameter(Object value, String type) {
        parameters.add(value);
        return "?::" + type;
    }

    /** @return the column as SQL text */
    public String column(String name) {
        return alias + "." + quote(name);
    }

    /** @return the whole clause; empty when there are no conditions */
    public String where() {
        return terms.isEmpty() ? "" : " WHERE " + String.join(" AND ", terms);
    }

    /** @return the values of the question marks */
    public List<Object> parameters() {
        return List.copyOf(parameters);
    }
}
