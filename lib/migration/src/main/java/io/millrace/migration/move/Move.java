package io.millrace.migration.move;

import static io.millrace.contract.dataset.TableName.quote;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows that move. Relations are safe SQL text with their schema.
 *
 * @param migration whose ranges and checks these are
 * @param name what its log and its triggers are named after; an SQL identifier that needs no quotes
 * @param captured where the triggers hang: every row that is read is written through one of them
 * @param read the FROM items that hold the rows, such as {@code ONLY public.events}; together they hold each row once
 * @param target where the rows go
 * @param columns what is copied: all but the generated ones
 * @param identity the columns of a key and the time; the time alone when there is no key
 * @param time the time column
 * @param step the time that one partition of the target holds, such as {@code month}; null when the target has to take
 *     the rows as it is
 */
public record Move(
        long migration,
        String name,
        List<String> captured,
        List<String> read,
        String target,
        List<MovedColumn> columns,
        List<String> identity,
        MovedColumn time,
        @Nullable String step) {

    /**
     * @param type as SQL text
     * @param hashed whether values of the type can be hashed as they are; otherwise their text is
     */
    public record MovedColumn(String name, String type, boolean hashed) {}

    String log() {
        return log(name);
    }

    static String log(String name) {
        return "millrace." + name + "_log";
    }

    String function() {
        return function(name);
    }

    static String function(String name) {
        return "millrace." + name + "_capture";
    }

    /** Who looks at what hangs on a table leaves out what begins like this. */
    String trigger() {
        return "millrace_" + name;
    }

    String columnList(String alias) {
        return list(columns.stream().map(MovedColumn::name).toList(), alias);
    }

    String identityList(String alias) {
        return list(identity, alias);
    }

    /** Whether two rows are of one identity, none of which is NULL; an index can serve it. */
    String same(String one, String other) {
        return join(column -> one + "." + column + " = " + other + "." + column, " AND ");
    }

    /** The same where something may be NULL; no index serves it. */
    String sameOrNull(String one, String other) {
        return join(column -> one + "." + column + " IS NOT DISTINCT FROM " + other + "." + column, " AND ");
    }

    String anyNull(String alias) {
        return join(column -> alias + "." + column + " IS NULL", " OR ");
    }

    /** The row as one number of 64 bits. */
    String hash(String alias) {
        return columns.stream()
                .map(column -> {
                    String value = alias + "." + quote(column.name());
                    return column.hashed() ? value : "hashtextextended(" + value + "::text, 0)";
                })
                .collect(Collectors.joining(", ", "hash_record_extended(ROW(", "), 0)"));
    }

    private String join(UnaryOperator<String> term, String between) {
        return identity.stream().map(column -> term.apply(quote(column))).collect(Collectors.joining(between));
    }

    private static String list(List<String> names, String alias) {
        String prefix = alias.isEmpty() ? "" : alias + ".";
        return names.stream().map(name -> prefix + quote(name)).collect(Collectors.joining(", "));
    }
}
