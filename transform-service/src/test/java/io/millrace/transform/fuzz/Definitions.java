package io.millrace.transform.fuzz;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Random definitions as documents; many of them are refused, and must be refused before a row is read. */
final class Definitions {
    private static final String[] TYPES = {
        "text",
        "varchar(3)",
        "boolean",
        "smallint",
        "integer",
        "bigint",
        "real",
        "double precision",
        "numeric",
        "numeric(6,2)",
        "date",
        "timestamp",
        "timestamptz",
        "uuid",
        "jsonb",
        "bytea"
    };
    private static final String[] TIME_FORMATS = {
        "iso",
        "epoch_s",
        "epoch_ms",
        "epoch_us",
        "epoch_ns",
        "dd/MM/yyyy",
        "M/d/yyyy h:mm a",
        "yyyy-MM-dd HH:mm:ss XXX",
        "yyyy-DDD",
        "YYYY-'W'ww-e",
        "HH:mm",
        "d MMM yy[ HH:mm]",
        "uuuu-MM-dd'T'HH:mm:ss.SSSSSS VV",
        "G yyyy MM dd",
        "yyyyMMddHHmmssSSS"
    };
    private static final String[] NUMBERS = {"0", "-1", "10", "0.1", "1e40", "-1e400", "1e999999999", "32768", "2.50"};
    private static final String[] PATTERNS = {
        "[a-z]*", "(?i)x+", ".{0,3}", "\\p{L}+", "(a|b)*c?", "", "(", "\\d{1,1000}"
    };

    private final Choice choice;

    Definitions(Choice choice) {
        this.choice = choice;
    }

    Map<String, Object> next() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", "d");
        document.put("table", "public.d");
        document.put("timeColumn", "at");
        document.put("partitioning", partitioning());
        if (choice.oneIn(2)) {
            document.put(
                    "accept", Map.of("past", choice.of("1 day", "10 years", "999999 years"), "future", "100 years"));
        }
        List<Map<String, Object>> columns = choice.list(choice.upTo(5), () -> new LinkedHashMap<>());
        for (int i = 0; i < columns.size(); i++) {
            column(columns.get(i), "c" + i, choice.of(TYPES));
        }
        Map<String, Object> time = new LinkedHashMap<>();
        column(time, "at", choice.of("date", "timestamp", "timestamptz"));
        time.put("required", true);
        columns.add(choice.upTo(columns.size()), time);
        document.put("columns", columns);
        if (choice.oneIn(3)) {
            columns.add(Map.of("name", "rest", "type", "jsonb"));
            document.put("extras", "rest");
        }
        document.put("format", format());
        if (choice.oneIn(2)) {
            document.put("records", records(columns.size()));
        }
        return document;
    }

    private Map<String, Object> partitioning() {
        Map<String, Object> partitioning = new LinkedHashMap<>();
        partitioning.put("interval", choice.of("hour", "day", "week", "month", "quarter", "year"));
        if (choice.oneIn(2)) {
            partitioning.put("retention", choice.of("1 hour", "3 days", "2 months", "30 years", "999999 years"));
        }
        return partitioning;
    }

    private void column(Map<String, Object> column, String name, String type) {
        column.put("name", name);
        column.put("type", type);
        if (choice.oneIn(4)) {
            column.put("source", choice.of("s ", "ö", "\"", "") + name);
        }
        if (choice.oneIn(3)) {
            column.put(
                    "default", choice.of("now", "", "0", "x", "2024-01-30", "infinity", "{}", "\\x00", "31/02/2024"));
        }
        boolean number = type.matches("(small|big)?int.*|real|double.*|numeric.*");
        if (number && choice.oneIn(2)) {
            column.put(choice.of("min", "max"), new java.math.BigDecimal(choice.of(NUMBERS)));
        }
        if (type.matches("text|varchar.*")) {
            if (choice.oneIn(3)) {
                column.put("oneOf", choice.list(1 + choice.upTo(20), () -> "v" + choice.upTo(9)));
            }
            if (choice.oneIn(3)) {
                column.put("pattern", choice.of(PATTERNS));
            }
            if (choice.oneIn(3)) {
                column.put("maxLength", 1 + choice.upTo(4));
            }
        }
        if (type.matches("date|timestamp.*") && choice.oneIn(2)) {
            column.put("format", choice.of(TIME_FORMATS));
        }
        if (type.equals("timestamptz") && choice.oneIn(2)) {
            column.put("zone", choice.of("UTC", "Europe/Berlin", "+05:30", "America/Sao_Paulo"));
        }
        column.put("required", choice.oneIn(3));
    }

    private Map<String, Object> format() {
        Map<String, Object> format = new LinkedHashMap<>();
        format.put("type", choice.of("csv", "ndjson"));
        format.put("delimiter", choice.of(",", ";", "\t", "|"));
        format.put("quote", choice.of("\"", "\"", "'", ""));
        if (choice.oneIn(4)) {
            format.put("escape", choice.of("\\", "\"", "^"));
        }
        if (choice.oneIn(4)) {
            format.put("comment", "#");
        }
        format.put("null", choice.of("", "NULL", "\\N", "ö"));
        return format;
    }

    private Map<String, Object> records(int columns) {
        Map<String, Object> records = new LinkedHashMap<>();
        records.put("format", choice.of("json", "csv"));
        if (choice.oneIn(3)) {
            records.put("key", "c" + choice.upTo(columns));
        }
        if (choice.oneIn(3)) {
            records.put("timestamp", choice.of("at", "c0"));
        }
        if (choice.oneIn(3)) {
            records.put("headers", Map.of("h", "c" + choice.upTo(columns)));
        }
        return records;
    }
}
