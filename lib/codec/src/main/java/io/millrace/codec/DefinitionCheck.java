package io.millrace.codec;

import io.millrace.codec.column.Codecs;
import io.millrace.codec.column.ColumnCodec;
import io.millrace.codec.column.TimeCodec;
import io.millrace.codec.time.Times;
import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.Surrogates;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.InvalidDatasetException;
import io.millrace.contract.dataset.TimeFormat;
import io.millrace.contract.tuple.TupleWriter;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the values that a definition names are values of their columns, and its time formats give times. The document
 * itself (names, types, what goes with what) has been checked by the records that it is read into.
 */
public final class DefinitionCheck {
    /** A moment whose parts all differ: a format that gives no day, or half a time of day, does not read it back. */
    private static final ZonedDateTime SAMPLE = ZonedDateTime.of(2013, 7, 24, 16, 35, 48, 123_456_000, ZoneOffset.UTC);

    private DefinitionCheck() {}

    /**
     * A dataset that passes can be used for every input.
     *
     * @throws InvalidDatasetException naming the place in the document, the value and the remedy
     */
    public static void check(Dataset dataset) {
        List<Column> columns = dataset.columns();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String path = "columns[%d].".formatted(i);
            format(path + "format", column);
            limits(path, column);
            literal(path + "default", column, column.name().equals(dataset.timeColumn()));
        }
    }

    private static void format(String path, Column column) {
        if (!column.type().kind().isTime() || !(column.timeFormat() instanceof TimeFormat.Named named)) {
            return;
        }
        String text;
        try {
            text = named.formatter().format(SAMPLE);
        } catch (DateTimeException e) {
            throw new InvalidDatasetException(
                    path, "'%s' is no format of a time: %s".formatted(column.format(), e.getMessage()));
        }
        String reason = refusal(Codecs.of(column), text);
        if (reason != null) {
            throw new InvalidDatasetException(
                    path,
                    "'%s' does not give a %s; it needs year, month and day, such as dd/MM/yyyy HH:mm (yyyy is the year; HH the hour of the day, hh goes with a): %s"
                            .formatted(column.format(), column.type(), reason));
        }
    }

    /** Limits are values of the column's type, before anything else is asked of them. */
    private static void limits(String path, Column column) {
        ColumnCodec type = Codecs.of(bare(column));
        if (column.min() != null) {
            limit(path + "min", type, text(column.min()));
        }
        if (column.max() != null) {
            limit(path + "max", type, text(column.max()));
        }
        if (column.oneOf() != null) {
            for (int i = 0; i < column.oneOf().size(); i++) {
                String value = column.oneOf().get(i);
                String place = path + "oneOf[" + i + "]";
                limit(place, type, value);
                int size = column.type().size();
                if (size > 0 && value.codePointCount(0, value.length()) > size) { // the codec cuts blanks
                    throw new InvalidDatasetException(
                            place, "'%s' is longer than %s, no value could equal it".formatted(value, column.type()));
                }
            }
        }
    }

    private static Column bare(Column column) {
        return new Column(
                column.name(),
                column.source(),
                column.type(),
                false,
                null,
                column.format(),
                column.zone(),
                null,
                null,
                null,
                null,
                null);
    }

    /** A whole number in digits, as the integers want it, unless it is beyond any of them. */
    private static String text(BigDecimal limit) {
        BigDecimal plain = limit.stripTrailingZeros();
        return plain.scale() <= 0 && plain.scale() > -Long.SIZE ? plain.toPlainString() : limit.toString();
    }

    private static void limit(String path, ColumnCodec type, String value) {
        String reason = refusal(type, value);
        if (reason != null) {
            throw new InvalidDatasetException(path, reason);
        }
    }

    private static void literal(String path, Column column, boolean isTimeColumn) {
        String literal = column.defaultValue();
        if (literal == null || column.defaultIsNow()) {
            return;
        }
        ColumnCodec codec = Codecs.of(column);
        String reason = refusal(codec, literal);
        if (reason != null) {
            throw new InvalidDatasetException(
                    path, "%s; a default is a value that the column itself would take".formatted(reason));
        }
        if (isTimeColumn && !isFinite((TimeCodec) codec, literal)) {
            throw new InvalidDatasetException(path, "'%s' has no partition; use now or a time".formatted(literal));
        }
    }

    private static boolean isFinite(TimeCodec codec, String literal) {
        byte[] bytes = Surrogates.bytes(literal);
        try {
            return Times.isFinite(codec.read(bytes, 0, bytes.length));
        } catch (BadValue e) {
            return false;
        }
    }

    /** @return why the column does not take the value; null when it does */
    private static @Nullable String refusal(ColumnCodec codec, String value) {
        byte[] bytes = Surrogates.bytes(value);
        try {
            codec.write(bytes, 0, bytes.length, new TupleWriter(bytes.length));
            return null;
        } catch (BadValue e) {
            return e.getMessage();
        }
    }
}
