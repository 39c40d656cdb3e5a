package io.millrace.archive.parquet;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.schema.ColumnSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/** The values of a column of a Parquet file as text that PostgreSQL reads. */
@FunctionalInterface
interface CsvValue {
    /** What PostgreSQL's infinity is in files that DuckDB wrote; minus infinity is the negative of it. */
    int INFINITE_DAY = Integer.MAX_VALUE;

    long INFINITE_MICROS = Long.MAX_VALUE;

    /** Years before the first are written as PostgreSQL does: without a sign, and with BC behind everything. */
    DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NOT_NEGATIVE)
            .appendPattern("-MM-dd")
            .toFormatter(Locale.ROOT);

    DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendPattern(" HH:mm:ss.SSSSSS")
            .toFormatter(Locale.ROOT);

    /** @return the text of a value that is not NULL, in UTF-8 and unquoted */
    byte[] text(ColumnReader column, int row);

    /** @throws IllegalArgumentException for a type that ParquetWriter does not write */
    static CsvValue of(ColumnSchema column) {
        return switch (column.logicalType()) {
            case null -> of(column.type());
            case LogicalType.StringType text -> CsvValue::bytes;
            case LogicalType.IntType number -> of(column.type());
            case LogicalType.DecimalType number -> decimal(column.type(), number.scale());
            case LogicalType.UuidType uuid ->
                ascii((values, row) -> {
                    ByteBuffer bytes = ByteBuffer.wrap(bytes(values, row));
                    return new UUID(bytes.getLong(), bytes.getLong());
                });
            case LogicalType.DateType date -> ascii((values, row) -> day(values.getInts()[row]));
            case LogicalType.TimestampType time ->
                ascii((values, row) -> timestamp(values.getLongs()[row], time.isAdjustedToUTC() ? "+00" : ""));
            default -> throw new IllegalArgumentException("column %s is %s".formatted(column.name(), column));
        };
    }

    private static CsvValue of(PhysicalType type) {
        return switch (type) {
            case BOOLEAN -> ascii((values, row) -> values.getBooleans()[row]);
            case INT32 -> ascii((values, row) -> values.getInts()[row]);
            case INT64 -> ascii((values, row) -> values.getLongs()[row]);
            case FLOAT -> ascii((values, row) -> values.getFloats()[row]);
            case DOUBLE -> ascii((values, row) -> values.getDoubles()[row]);
            case BYTE_ARRAY -> ascii((values, row) -> "\\x" + HexFormat.of().formatHex(bytes(values, row)));
            default -> throw new IllegalArgumentException("a column is " + type);
        };
    }

    private static CsvValue decimal(PhysicalType type, int scale) {
        Getter unscaled =
                switch (type) {
                    case INT32 -> (values, row) -> BigInteger.valueOf(values.getInts()[row]);
                    case INT64 -> (values, row) -> BigInteger.valueOf(values.getLongs()[row]);
                    default -> (values, row) -> new BigInteger(bytes(values, row));
                };
        return ascii((values, row) -> new BigDecimal((BigInteger) unscaled.get(values, row), scale).toPlainString());
    }

    private static byte[] bytes(ColumnReader values, int row) {
        int[] offsets = values.getBinaryOffsets();
        return Arrays.copyOfRange(values.getBinaryValues(), offsets[row], offsets[row + 1]);
    }

    private static String day(int day) {
        if (Math.abs(day) == INFINITE_DAY) {
            return day > 0 ? "infinity" : "-infinity";
        }
        LocalDate date = LocalDate.ofEpochDay(day);
        return DATE.format(date) + era(date);
    }

    private static String timestamp(long micros, String zone) {
        if (Math.abs(micros) == INFINITE_MICROS) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000), (int) Math.floorMod(micros, 1_000_000L) * 1_000, ZoneOffset.UTC);
        return TIMESTAMP.format(time) + zone + era(time);
    }

    private static String era(TemporalAccessor time) {
        return time.get(ChronoField.ERA) == 0 ? " BC" : "";
    }

    private static CsvValue ascii(Getter getter) {
        return (column, row) -> getter.get(column, row).toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** How a value is taken out of a batch. */
    interface Getter {
        Object get(ColumnReader column, int row);
    }
}
