package io.millrace.partitioning.plan;

import io.millrace.contract.dataset.ColumnType;
import io.millrace.contract.dataset.ColumnType.Kind;
import org.jspecify.annotations.Nullable;

/** How the types of a dataset and those of a table go together. */
final class Types {
    private Types() {}

    /** Whether PostgreSQL can change the type without rewriting the table, and every value stays as it is. */
    static boolean widens(ColumnType from, ColumnType to) {
        return switch (from.kind()) {
            case VARCHAR -> to.kind() == Kind.TEXT || to.kind() == Kind.VARCHAR && to.size() >= from.size();
            case NUMERIC ->
                to.kind() == Kind.NUMERIC
                        && (to.size() == 0
                                || from.size() > 0 && to.scale() == from.scale() && to.size() >= from.size());
            default -> from.equals(to);
        };
    }

    /**
     * Whether a table's column takes every value of the dataset's type, in the type's own binary form.
     *
     * @param actual as {@code format_type} of PostgreSQL spells it
     */
    static boolean fits(ColumnType wanted, String actual) {
        if (wanted.kind().isText() && actual.equals("character varying")) {
            return true;
        }
        ColumnType type = read(actual);
        return type != null && widens(wanted, type);
    }

    /** @return the type, or null when no dataset could have it */
    static @Nullable ColumnType read(String actual) {
        try {
            return ColumnType.parse(actual);
        } catch (IllegalArgumentException foreign) {
            return null;
        }
    }
}
