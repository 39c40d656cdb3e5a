package io.millrace.stack.e2e;

import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.ColumnType.Kind;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.TimeFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Collectors;

/** Values that satisfy a column: as PostgreSQL reads them, and as the dataset wants them spelled. */
final class Values {
    /** Of this month and those before it: the examples keep three at least, and older rows are rejects. */
    private static final int MONTHS = 4;

    private static final YearMonth NOW = YearMonth.now(ZoneOffset.UTC);

    private Values() {}

    private static LocalDate day(int row) {
        return NOW.minusMonths(row % MONTHS).atDay(15);
    }

    static String of(Dataset dataset, Column column, int row) {
        if (column.name().equals(dataset.extras())) {
            return "{\"unlisted\": \"u" + row + "\"}";
        }
        if (column.oneOf() != null) {
            return column.oneOf().get(row % column.oneOf().size());
        }
        return switch (column.type().kind()) {
            case TEXT, VARCHAR -> "v" + row;
            case BOOLEAN -> row % 2 == 0 ? "true" : "false";
            case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, NUMERIC -> number(column, row);
            case DATE -> day(row).toString();
            case TIMESTAMP -> "%s 10:00:%02d".formatted(day(row), row % 60);
            case TIMESTAMPTZ -> "%sT10:00:%02dZ".formatted(day(row), row % 60);
            case UUID -> new UUID(row, row).toString();
            case JSONB -> "{\"row\": " + row + "}";
            case BYTEA -> "\\x%08x".formatted(row);
        };
    }

    static String spelled(Dataset dataset, Column column, int row) {
        String value = of(dataset, column, row);
        if (!column.type().kind().isTime()) {
            return value;
        }
        return switch (column.timeFormat()) {
            case TimeFormat.Iso iso -> value;
            case TimeFormat.Epoch epoch -> Long.toString(Instant.parse(value).getEpochSecond() * epoch.perSecond());
            case TimeFormat.Named named -> LocalDate.parse(value).format(named.formatter());
        };
    }

    /** One line, with a field that no column asks for. */
    static String json(Dataset dataset, int row) {
        return dataset.columns().stream()
                .filter(column -> !column.name().equals(dataset.extras()))
                .map(column -> "\"" + column.source() + "\":" + jsonValue(dataset, column, row))
                .collect(Collectors.joining(",", "{", ",\"unlisted\":\"u" + row + "\"}"));
    }

    private static String jsonValue(Dataset dataset, Column column, int row) {
        String value = spelled(dataset, column, row);
        return column.type().kind() == Kind.JSONB ? value : "\"" + value.replace("\\", "\\\\") + "\"";
    }

    private static String number(Column column, int row) {
        BigDecimal least = column.min() == null ? BigDecimal.ZERO : column.min();
        BigDecimal value = least.add(BigDecimal.valueOf(row % 50));
        return (column.max() != null && value.compareTo(column.max()) > 0 ? column.max() : value).toPlainString();
    }
}
