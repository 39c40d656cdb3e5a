package io.millrace.transform.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.Rows;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NdjsonTest {
    private static final Dataset EVENTS = DatasetDocument.read("""
            name: events
            table: public.events
            timeColumn: at
            partitioning: {interval: month}
            format: {type: ndjson}
            extras: rest
            columns:
              - {name: name, source: n, type: text}
              - {name: body, type: jsonb}
              - {name: rest, type: jsonb}
              - {name: at, type: timestamptz, default: now}
            """);

    @Test
    void scalarsAreTakenAsTextAndJsonAsItIsWritten() {
        assertThat(rows("{\"n\":\"a\\u00e4\",\"body\":{\"x\": [1, 2.50]}}"))
                .containsExactly("aä", json("{\"x\": [1, 2.50]}"), json("{}"));
        assertThat(rows("{\"n\":12.50,\"body\":\"s\\n\"}")).containsExactly("12.50", json("\"s\\n\""), json("{}"));
        assertThat(rows("{\"n\":true,\"body\":-1e3}")).containsExactly("true", json("-1e3"), json("{}"));
        assertThat(rows("{\"body\" : [] , \"n\" : \"\"}")).containsExactly("", json("[]"), json("{}"));
        assertThat(rows(" {\"body\": false }\r")).containsExactly(null, json("false"), json("{}"));
    }

    @Test
    void aMissingKeyAndJsonsNullAreNull() {
        assertThat(rows("{}")).containsExactly(null, null, json("{}"));
        assertThat(rows("{\"n\":null,\"body\":null}")).containsExactly(null, null, json("{}"));
    }

    @Test
    void theLastOfADuplicateKeyWins() {
        assertThat(rows("{\"n\":\"a\",\"n\":\"b\"}")).startsWith("b");
        assertThat(rows("{\"n\":\"a\",\"n\":null}")).startsWith((String) null);
    }

    @Test
    void theRestIsKeptAsItIsWritten() {
        assertThat(rows("{\"a\\\"b\":\"x\",\"n\":\"v\",\"c\":{\"d\": 1.0},\"e\":null}"))
                .containsExactly("v", null, json("{\"a\\\"b\":\"x\",\"c\":{\"d\": 1.0},\"e\":null}"));
    }

    @Test
    void halfOfASurrogatePairIsNoTextWhereverItStands() {
        for (String line : List.of(
                "{\"n\":\"a\\ud800b\"}",
                "{\"body\":\"\\ud800\"}",
                "{\"\\udc00\":1}",
                "{\"\\ud800\":1}",
                "{\"k\":\"\\ud800\"}")) {
            Rows rows = transform(line + "\n");
            assertThat(rows.getCount()).as(line).isZero();
            assertThat(rows.getRejects(0).getReason()).as(line).contains("surrogate");
        }
        assertThat(rows("{\"n\":\"\\ud83d\\ude00\"}")).startsWith("\ud83d\ude00");
    }

    @Test
    void everyLineHasAVerdictOfItsOwn() {
        List<String> bad = List.of(
                "{\"n\":1} x",
                "{\"n\":1}{}",
                "[1]",
                "\"n\"",
                "{\"n\":",
                "{\"n\":[1]}",
                "{\"n\":{}}",
                "nonsense",
                "{'n':1}",
                "{\"n\":NaN}");
        for (String line : bad) {
            Rows rows = transform("{\"n\":\"before\"}\n\n" + line + "\n{\"n\":\"after\"}\n");
            assertThat(Decoded.rows(rows)).as(line).extracting(List::getFirst).containsExactly("before", "after");
            assertThat(rows.getRejectsCount()).isEqualTo(1);
            assertThat(rows.getRejects(0).getLine()).isEqualTo(13);
            assertThat(rows.getRejects(0).getOffset()).isEqualTo(1_000 + 16);
            assertThat(rows.getRejects(0).getRaw().toStringUtf8()).isEqualTo(line + "\n");
        }
    }

    @Test
    void whatJsonbCannotHoldIsARejectOfItsColumn() {
        Stream.of("{\"body\":\"\\u0000\"}", "{\"body\":[\"\\ud83d\"]}", "{\"body\":1e200000}")
                .forEach(line -> assertThat(transform(line).getRejects(0).getColumn())
                        .as(line)
                        .isEqualTo("body"));
        assertThat(transform("{\"x\":\"\\u0000\"}").getRejects(0).getColumn()).isEqualTo("rest");
        assertThat(transform("{\"n\":\"\\u0000\"}").getRejects(0).getReason()).contains("NUL");
    }

    @Test
    void csvKeepsTheRestAsStrings() {
        Rows rows = Units.transform(EVENTS, Units.csv(List.of("x", "n", "y")), "\"a\"\"b\",v,\n1,w,\"\"\n");
        assertThat(Decoded.rows(rows))
                .extracting(row -> row.get(2))
                .containsExactly(json("{\"x\":\"a\\\"b\",\"y\":null}"), json("{\"x\":\"1\",\"y\":\"\"}"));
    }

    private static String json(String text) {
        return "\u0001" + text; // jsonb's version on the wire
    }

    private static Rows transform(String payload) {
        return Units.transform(EVENTS, Units.ndjson(), payload);
    }

    /** @return the only row without its time */
    private static List<String> rows(String line) {
        Rows rows = transform(line + "\n");
        assertThat(rows.getRejectsList()).isEmpty();
        assertThat(rows.getCount()).isEqualTo(1);
        return Decoded.rows(rows).getFirst().subList(0, 3);
    }
}
