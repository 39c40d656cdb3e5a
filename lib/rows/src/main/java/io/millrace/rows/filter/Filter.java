package io.millrace.rows.filter;

import java.util.List;

/** What a column of a row must be for the row to be given. As in SQL, a NULL is neither equal nor unequal to anything. */
public sealed interface Filter {
    /** The column's name as the catalog has it. */
    String column();

    /** Compares with one value, which is text that the column's type reads. */
    record Compare(String column, Comparison comparison, String value) implements Filter {}

    /** Is one of the values. */
    record In(String column, List<String> values) implements Filter {
        public In {
            values = List.copyOf(values);
        }
    }

    /** Matches the SQL pattern: {@code %} is any text, {@code _} any character. */
    record Like(String column, String pattern, boolean ignoreCase) implements Filter {}

    /** Is NULL, or is not. */
    record Null(String column, boolean wanted) implements Filter {}

    /** The comparisons, as requests call them. */
    enum Comparison {
        EQ("="),
        NE("<>"),
        LT("<"),
        LE("<="),
        GT(">"),
        GE(">=");

        private final String sql;

        Comparison(String sql) {
            this.sql = sql;
        }

        /** The operator. */
        public String sql() {
            return sql;
        }
    }
}
