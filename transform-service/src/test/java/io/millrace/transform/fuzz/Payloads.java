package io.millrace.transform.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.TimeFormat;
import io.millrace.transform.unit.Units;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Random input for a dataset: fields that may fit, in a form that may fit, with bytes changed here and there. */
final class Payloads {
    private static final String[] VALUES = {
        "",
        "0",
        "-7",
        "42",
        "1e3",
        "1e131000",
        "-0.1",
        "NaN",
        "infinity",
        "-Infinity",
        "1e999999999",
        "0x1F",
        "true",
        "f",
        "abc",
        "v3",
        "ab ",
        "ö",
        "😀",
        "\0",
        "NULL",
        "\\N",
        "\\x00ff",
        "\\",
        "\"",
        "'",
        "a\"b",
        "#",
        "[1,{\"a\":null}]",
        "{",
        "null",
        "2024-01-30",
        "2024-01-31T23:59:60Z",
        "2024-02-30",
        "0001-01-01 BC",
        "294276-12-31 23:59:59.999999Z",
        "5874897-12-31",
        "31/01/2024",
        "31/02/2024",
        "1/31/2024 11:59 pm",
        "30 jan 24 24:00",
        "1706600000",
        "1706600000000",
        "-99999999999999999999",
        "2024-030",
        "ad 2024 01 30",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "2024-01-30 10:00:00 +05:00",
        "2024-01-30T10:00:00.000001 Europe/Berlin",
        "x".repeat(300),
        " ",
        "\t",
        "1;2",
        "a,b"
    };
    private static final byte[][] POISON = {
        {0, 0, 0, 0, 7},
        {0, '{'},
        {(byte) 0xFE, (byte) 0xFF},
        {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
        {(byte) 0xC3},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {'\r'},
        {'\n'},
        {'\r', '\n'},
        {'"'},
        {'"', '"'},
        {'\\', '"'},
        {'#'},
        {','},
        {'{'},
        {'}'},
        {'['},
        {'\\', 'u', 'd', '8', '0', '0'},
        {0x1A},
        {(byte) 0xFF},
        {}
    };

    private final Choice choice;
    private final Dataset dataset;

    Payloads(Choice choice, Dataset dataset) {
        this.choice = choice;
        this.dataset = dataset;
    }

    byte[] file(boolean json, int records) {
        String end = choice.of("\n", "\n", "\r\n", "\r");
        String text =
                choice.list(records, () -> record(json)).stream().collect(Collectors.joining(end)) + choice.of(end, "");
        return mutated(text.getBytes(UTF_8));
    }

    byte[] value(boolean json) {
        return mutated(record(json).getBytes(UTF_8));
    }

    private String record(boolean json) {
        if (choice.oneIn(30)) {
            return choice.of("", " ", "# \"comment", "{}", "[]", "\"", "null");
        }
        List<Column> columns = dataset.columns().stream()
                .filter(column -> !json || !choice.oneIn(8))
                .toList();
        return json
                ? columns.stream()
                        .map(column -> quoted(column.source()) + ":" + jsonValue(column))
                        .collect(Collectors.joining(",", "{", choice.oneIn(4) ? ",\"more\":[1,2]}" : "}"))
                : columns.stream()
                        .map(column -> csvValue(value(column)))
                        .collect(Collectors.joining(dataset.format().delimiter()));
    }

    private String jsonValue(Column column) {
        return choice.oneIn(6)
                ? choice.of("1", "null", "true", "{\"a\":[1.5e3]}", "-0.0", "1e400", "[]")
                : quoted(value(column));
    }

    /** Mostly one that the column takes. */
    private String value(Column column) {
        if (choice.oneIn(8)) {
            return choice.of(VALUES);
        }
        return switch (column.type().kind()) {
            case TEXT, VARCHAR ->
                column.oneOf() == null
                        ? choice.of("abc", "ö", "", "a b")
                        : column.oneOf().getFirst();
            case BOOLEAN -> choice.of("t", "false", "1", "NO");
            case SMALLINT, INTEGER, BIGINT -> choice.of("0", "10", "-1", "32767", "0x7f", "1_000");
            case REAL, DOUBLE -> choice.of("0", "0.1", "-1e-3", "10", "NaN", "3.4028235e38");
            case NUMERIC -> choice.of("0", "0.1", "2.50", "1e3", "-9999.99", "1e2");
            case DATE, TIMESTAMP, TIMESTAMPTZ -> time(column.timeFormat());
            case UUID -> "a0eebc999c0b4ef8bb6d6bb9bd380a11";
            case JSONB -> choice.of("{}", "[1,2.5e3,null]", "{\"a\":{\"b\":\"ö\"}}", "\"text\"");
            case BYTEA -> choice.of("\\x", "\\xDEAD beef", "abc", "\\\\");
        };
    }

    private String time(TimeFormat format) {
        Instant time = Units.STARTED.minusSeconds(choice.upTo(choice.oneIn(3) ? 400_000_000 : 20_000));
        return switch (format) {
            case TimeFormat.Iso() -> time.toString();
            case TimeFormat.Epoch(long perSecond) -> Long.toString(time.getEpochSecond() * perSecond);
            case TimeFormat.Named(DateTimeFormatter formatter, var endOfDay) ->
                formatter.format(time.atZone(ZoneOffset.UTC));
        };
    }

    private static String quoted(String text) {
        return '"'
                + new String(com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance()
                        .quoteAsString(text))
                + '"';
    }

    private String csvValue(String value) {
        String quote = dataset.format().quote();
        boolean plain = quote.isEmpty() || choice.oneIn(3);
        return plain ? value : quote + value.replace(quote, dataset.format().escape() + quote) + quote;
    }

    private byte[] mutated(byte[] bytes) {
        byte[] changed = bytes;
        for (int times = choice.oneIn(2) ? 0 : choice.upTo(4); times > 0; times--) {
            int at = choice.upTo(changed.length);
            int to = Math.min(changed.length, at + choice.upTo(3));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(Arrays.copyOf(changed, at));
            out.writeBytes(choice.of(POISON));
            out.writeBytes(Arrays.copyOfRange(changed, choice.oneIn(2) ? at : to, changed.length));
            changed = out.toByteArray();
        }
        return changed;
    }
}
