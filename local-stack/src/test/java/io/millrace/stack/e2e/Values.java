package io.millrace.stack.e2e;

import io.millrace.contract.dataset.Column;
import java.math.BigDecimal;
import java.util.UUID;

/** A value that satisfies a column, as CSV. */
final class Values {
    private Values() {}

    static String of(Column column, int row) {
        if (column.oneOf() != null) {
            return column.oneOf().get(row % column.oneOf().size());
        }
        return switch (column.type().kind()) {
            case TEXT, VARCHAR -> "v" + row;
            case BOOLEAN -> row % 2 == 0 ? "true" : "false";
            case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, NUMERIC -> number(column, row);
            case DATE -> "2025-%02d-15".formatted(1 + row % 12);
            case TIMESTAMP -> "2025-%02d-15 10:00:%02d".formatted(1 + row % 12, row % 60);
            case TIMESTAMPTZ -> "2025-%02d-15T10:00:%02dZ".formatted(1 + row % 12, row % 60);
            case UUID -> new UUID(row, row).toString();
            case JSONB -> "\"{\"\"row\"\": " + row + "}\"";
            case BYTEA -> "\\x%08x".formatted(row);
        };
    }

    private static String number(Column column, int row) {
        BigDecimal least = column.min() == null ? BigDecimal.ZERO : column.min();
        BigDecimal value = least.add(BigDecimal.valueOf(row % 50));
        return (column.max() != null && value.compareTo(column.max()) > 0 ? column.max() : value).toPlainString();
    }
}
