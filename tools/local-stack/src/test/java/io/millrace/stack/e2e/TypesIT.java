package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stack.e2e.Installation.Answer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every column type through the whole way, against PostgreSQL's own reading of the same file. */
class TypesIT {
    private static final String HEADER = "at,t,v,b,i2,i4,i8,f4,f8,n,n2,d,ts,tstz,u,j,y";
    private static final List<List<String>> VALUES = List.of(
            List.of(
                    "t",
                    "",
                    "\"\"",
                    "plain",
                    "\"a \"\"quoted\"\" word, and a comma\"",
                    "\"two\nlines\"",
                    "äöü€😀",
                    " blanks around "),
            List.of("v", "", "\"\"", "12345", "é€😀x", "\"abcde     \""),
            List.of("b", "t", "false", "YES", "off", "1", "0", "on", "n"),
            List.of("i2", "-32768", "32767", " 7 ", "+5"),
            List.of("i4", "-2147483648", "2147483647", "007"),
            List.of("i8", "-9223372036854775808", "9223372036854775807"),
            List.of(
                    "f4",
                    "3.4028235e38",
                    "-1.17549435e-38",
                    "1e-45",
                    "Infinity",
                    "-inf",
                    "NaN",
                    "0.1",
                    "-0",
                    "16777217"),
            List.of(
                    "f8",
                    "1.7976931348623157e308",
                    "4.9e-324",
                    "infinity",
                    "-Infinity",
                    "nan",
                    "0.1",
                    "-0.0",
                    ".5",
                    "5.",
                    "1E3",
                    "9007199254740993",
                    "123456789.123456789012345",
                    "2.2250738585072011e-308"),
            List.of(
                    "n",
                    "0",
                    "-0.00",
                    "123456789012345678901234567890.123456789012345678901234567890",
                    "1e20",
                    "1.50",
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "0.00001",
                    "-99999999.9999",
                    "1e-30"),
            List.of("n2", "12345678.99", "-0.005", "0.005", "1.994999", "99999999.994", "NaN"),
            List.of(
                    "d",
                    "2024-02-29",
                    "0001-01-01",
                    "9999-12-31",
                    "infinity",
                    "-infinity",
                    "0044-03-15 BC",
                    "20240229"),
            List.of(
                    "ts",
                    "2024-02-29 23:59:59.999999",
                    "2024-02-29T12:00",
                    "1969-12-31 23:59:59.5",
                    "0001-01-01 00:00:00",
                    "294276-12-31 23:59:59",
                    "infinity",
                    "-infinity",
                    "2024-06-30 23:59:60",
                    "2024-01-01 24:00:00",
                    "2024-01-01 00:00:00.1234567"),
            List.of(
                    "tstz",
                    "2024-02-29T23:59:59Z",
                    "2024-02-29 23:59:59.5+05:30",
                    "2024-07-01 12:00:00-0230",
                    "1883-11-18 12:00:00+00",
                    "2024-01-01 00:00:00+14",
                    "infinity",
                    "2024-03-31 02:30:00"),
            List.of(
                    "u",
                    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    "{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}",
                    "a0eebc999c0b4ef8bb6d6bb9bd380a11"),
            List.of(
                    "j",
                    "{}",
                    "\"{\"\"b\"\": [1, 2.50, null], \"\"a\"\": \"\"é\\u00e9\"\"}\"",
                    "[]",
                    "\"\"\"text\"\"\"",
                    "12.30",
                    "null",
                    "\"{\"\"k\"\": 1, \"\"k\"\": 2}\""),
            List.of("y", "\\xdeadBEEF", "\\x", "abc", "a\\\\b", "\\001\\377"));

    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.get();
    }

    @Test
    void everyTypeIsStoredAsCopyStoresIt() {
        installation.dataset("types", Datasets.everyType("types", "public.e2e_types"));
        String csv = csv();
        Answer ended = installation.load("types", csv);
        assertThat(installation.rejects(ended.id())).hasLineCount(1);
        assertThat(ended.state()).isEqualTo("complete");
        installation.copy(
                "public.e2e_types",
                "public.e2e_types_oracle",
                new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
        // as text: so that -0 and 0, 1.5 and 1.50 are not taken for the same
        assertThat(installation.difference(
                        "(SELECT t.*::text FROM public.e2e_types t) a",
                        "(SELECT t.*::text FROM public.e2e_types_oracle t) b"))
                .as(
                        () -> installation.sql(
                                "SELECT string_agg(r, E'\\n') FROM (SELECT t::text r FROM public.e2e_types t EXCEPT SELECT t::text FROM public.e2e_types_oracle t) d"))
                .isZero();
    }

    /** One row for each value, the other columns empty. */
    private static String csv() {
        List<String> columns = List.of(HEADER.split(","));
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        int second = 0;
        for (List<String> values : VALUES) {
            for (String value : values.subList(1, values.size())) {
                List<String> row = new ArrayList<>();
                for (String column : columns) {
                    row.add(
                            column.equals("at")
                                    ? "2025-01-01T00:%02d:%02dZ".formatted(second / 60, second % 60)
                                    : column.equals(values.getFirst()) ? value : "");
                }
                csv.append(String.join(",", row)).append('\n');
                second++;
            }
        }
        return csv.toString();
    }
}
