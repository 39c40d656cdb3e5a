package io.millrace.transform.unit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.Fault;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitTransformerTest {
    private static final String GOOD = "s1,2024-01-15T10:23:45Z,21.53,45.2,1013.25,OK\n";

    @Test
    void rowsCarryTheSlicesPlaceAndTheirTimes() {
        Rows rows = readings(GOOD + "s2,2024-01-10 00:00:00.5,,,,\n");
        assertThat(rows.getCount()).isEqualTo(2);
        assertThat(rows.getRejectsList()).isEmpty();
        assertThat(rows.getNumber()).isEqualTo(1);
        assertThat(rows.getFrom()).isEqualTo(1_000);
        assertThat(rows.getSha256().size()).isEqualTo(32);
        assertThat(rows.getSource()).isEqualTo(Units.SOURCE);
        assertThat(rows.getReceivedAt()).isEqualTo(Units.CUT_AT);
        assertThat(rows.getTarget().getSchema()).isEqualTo("public");
        assertThat(rows.getTarget().getTable()).isEqualTo("readings");
        assertThat(rows.getTarget().getColumnsList())
                .containsExactly("sensor_id", "recorded_at", "temperature", "humidity", "pressure", "status");
        assertThat(rows.getMinTime()).isEqualTo(Units.micros(Instant.parse("2024-01-10T00:00:00.5Z")));
        assertThat(rows.getMaxTime()).isEqualTo(Units.micros(Instant.parse("2024-01-15T10:23:45Z")));
        List<String> second = new ArrayList<>(Decoded.rows(rows).get(1));
        second.remove(1);
        assertThat(second).containsExactly("s2", null, null, null, null);
    }

    @Test
    void withoutRowsThereAreNoTimes() {
        Rows rows = readings("s1,never,1,1,1,OK\n");
        assertThat(rows.hasMinTime()).isFalse();
        assertThat(rows.hasMaxTime()).isFalse();
        assertThat(rows.getTuples().isEmpty()).isTrue();
    }

    @Test
    void theSameUnitGivesTheSameBytes() {
        String payload = GOOD.repeat(100) + "s,2024-01-15,a,1,1,OK\n" + "\"x\"y,2024-01-15,1,1,1,OK\n" + GOOD;
        assertThat(readings(payload).toByteString()).isEqualTo(readings(payload).toByteString());
    }

    @Test
    void linesAreRunsOfRowsAndSkipWhatIsNoRow() {
        Rows rows = readings(
                GOOD + GOOD + "\n" + GOOD + "s1,2024-01-15,x,1,1,OK\n" + "\"a\nb\",2024-01-15,1,1,1,OK\r\n" + GOOD);
        assertThat(rows.getLinesList()).containsExactly(run(11, 2), run(14, 1), run(16, 1), run(18, 1));
    }

    private static Lines run(long first, int count) {
        return Lines.newBuilder().setFirst(first).setCount(count).build();
    }

    @Test
    void aRejectTellsPlaceColumnReasonAndRawText() {
        Reject reject = only(GOOD + "s1,2024-01-15,x1,1,1,OK\r\n" + GOOD);
        assertThat(reject.getLine()).isEqualTo(12);
        assertThat(reject.getOffset()).isEqualTo(1_000 + GOOD.length());
        assertThat(reject.getLength()).isEqualTo(25);
        assertThat(reject.getColumn()).isEqualTo("temperature");
        assertThat(reject.getReason()).contains("'x1'", "write one such as");
        assertThat(reject.getRaw().toStringUtf8()).isEqualTo("s1,2024-01-15,x1,1,1,OK\r\n");
    }

    @Test
    void everyCheckNamesItsValueAndTheRemedy() {
        assertThat(reason("s1,2024-01-15,-90.1,1,1,OK")).contains("-90.1", "from -90 to 150");
        assertThat(reason("s1,2024-01-15,NaN,1,1,OK")).contains("NaN", "from -90 to 150");
        assertThat(reason("s1,2024-01-15,1,1,1,GOOD")).contains("'GOOD'", "[OK, WARN, FAIL]");
        assertThat(reason("s".repeat(65) + ",2024-01-15,1,1,1,OK")).contains("65 characters", "takes 64");
        assertThat(reason(",2024-01-15,1,1,1,OK")).contains("requires a value");
        assertThat(reason("s,,1,1,1,OK")).contains("requires a value");
        assertThat(reason("s,2024-03-02,1,1,1,OK")).contains("2024-03-02", "accept");
        assertThat(reason("s,2999-01-01,1,1,1,OK")).contains("2999-01-01", "accept");
        assertThat(reason("s,10000-01-01,1,1,1,OK")).contains("10000-01-01", "accept");
        assertThat(reason("s,294276-01-01,1,1,1,OK")).contains("294276-01-01", "accept");
        assertThat(reason("s,infinity,1,1,1,OK")).contains("infinity", "accept");
        assertThat(reason("s,2024-01-15,1e999,1,1,OK")).contains("'1e999'", "out of range");
        assertThat(reason("a\0b,2024-01-15,1,1,1,OK")).contains("NUL", "a\\u0000b");
        assertThat(reason("s,2024-01-15,1,1,1")).contains("5 fields instead of 6", "sensor_id");
        assertThat(reason("s,2024-01-15,1,1,1,OK,more")).contains("7 fields instead of 6");
        assertThat(reason("s" + ",".repeat(1_000_000))).contains("1000001 fields instead of 6");
        assertThat(reason("\"s\"x,2024-01-15,1,1,1,OK"))
                .contains("field 1", "closing quote", "'x'", "double the quotes");
        assertThat(reason("s,2024-01-15,1,1,1,\"OK")).contains("field 6", "does not close", "double the quotes");
    }

    @Test
    void columnsWithADefaultMayBeLeftOutAtTheEndOfARecordWithoutAHeader() {
        Dataset dataset = DatasetDocument.read("""
                name: short
                table: public.short
                timeColumn: at
                partitioning: {interval: month}
                columns:
                  - {name: a, type: text, required: true}
                  - {name: b, type: text, default: "x"}
                  - {name: at, type: timestamptz, default: now}
                """);
        Format format = Units.csv(dataset).toBuilder().setOptionalFields(2).build();
        Rows rows = Units.transform(dataset, format, "1\n2,y\n3,,2024-01-15T00:00:00Z\n4,y,2024-01-15T00:00:00Z,5\n");
        assertThat(Decoded.rows(rows).stream().map(row -> row.subList(0, 2)))
                .containsExactly(List.of("1", "x"), List.of("2", "y"), List.of("3", "x"));
        assertThat(rows.getRejects(0).getReason()).contains("4 fields instead of 1 to 3");
        assertThat(Units.transform(dataset, Units.csv(dataset), "1\n")
                        .getRejects(0)
                        .getReason())
                .contains("1 fields instead of 3");
    }

    @Test
    void theWindowsEndsBelongToIt() {
        assertThat(readings("s,2014-02-01T00:00:00Z,1,1,1,OK\ns,2024-03-01T00:00:00Z,1,1,1,OK\n")
                        .getCount())
                .isEqualTo(2);
        assertThat(readings("s,2014-01-31T23:59:59.999999Z,1,1,1,OK\ns,2024-03-01T00:00:00.000001Z,1,1,1,OK\n")
                        .getRejectsCount())
                .isEqualTo(2);
    }

    @Test
    void malformedUtf8RejectsItsRecordAlone() {
        byte[] payload =
                (GOOD + "s\u00ff,2024-01-15,1,1,1,OK\n" + GOOD).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        Rows rows = Units.transform(Units.READINGS, Units.csv(Units.READINGS), payload);
        assertThat(rows.getCount()).isEqualTo(2);
        assertThat(rows.getRejects(0).getReason()).contains("0xFF", "position 1", "UTF-8");
        assertThat(rows.getRejects(0).getRaw().byteAt(1)).isEqualTo((byte) 0xFF);
        assertThat(rows.getRejects(0).getLine()).isEqualTo(12);
    }

    @Test
    void aReplacementCharacterThatWasSentIsText() {
        assertThat(Decoded.rows(readings("\uFFFD,2024-01-15,1,1,1,OK\n"))
                        .getFirst()
                        .getFirst())
                .isEqualTo("\uFFFD");
    }

    @Test
    void faultsComeBeforeTheRejectsOfThePayload() {
        Fault fault = Fault.newBuilder()
                .setLine(9)
                .setOffset(900)
                .setLength(100)
                .setReason("no record end")
                .setRaw(ByteString.copyFromUtf8("\"oops"))
                .build();
        Slice slice = Units.slice("s,2024-01-15,x,1,1,OK\n".getBytes(UTF_8)).toBuilder()
                .addFaults(fault)
                .build();
        Rows rows = new UnitTransformer(1 << 20, thrown -> {})
                .transform(
                        Units.READINGS,
                        Units.job(Units.READINGS, Units.csv(Units.READINGS)),
                        slice,
                        Units.SOURCE,
                        Units.CUT_AT);
        assertThat(rows.getRejectsList()).extracting(Reject::getOffset).containsExactly(900L, 1_000L);
        assertThat(rows.getRejects(0).getReason()).isEqualTo("no record end");
        assertThat(rows.getRejects(0).getRaw()).isEqualTo(fault.getRaw());
    }

    @Test
    void rawTextIsCut() {
        Reject reject = only("s,2024-01-15,1,1,1," + "x".repeat(100_000) + "\n");
        assertThat(reject.getLength()).isEqualTo(100_020);
        assertThat(reject.getRaw().size()).isEqualTo(64 * 1024);
        assertThat(reject.getReason().length()).isLessThan(200);
    }

    @Test
    void anUnquotedNullTextIsNullAndAQuotedOneIsText() {
        assertThat(pairs("", "a,b\n\"\",\n\"x\",\"\"\n"))
                .containsExactly(Arrays.asList("a", "b"), Arrays.asList("", null), Arrays.asList("x", ""));
        assertThat(pairs("\\N", "\\N,\n\"\\N\",\\N\n"))
                .containsExactly(Arrays.asList(null, ""), Arrays.asList("\\N", null));
    }

    @Test
    void nowIsWhenTheJobStarted() {
        Rows rows = Units.transform(PAIR, Units.csv(List.of("a", "b")), "a,b\n");
        assertThat(rows.getMinTime()).isEqualTo(Units.micros(Units.STARTED));
    }

    @Test
    void sourcesAreFoundWhereverTheyStandAndOthersAreDropped() {
        Rows rows = Units.transform(PAIR, Units.csv(List.of("x", "b", "y", "a")), "1,2,3,4\n");
        assertThat(Decoded.rows(rows).getFirst().subList(0, 2)).containsExactly("4", "2");
    }

    private static final Dataset PAIR = DatasetDocument.read("""
            name: pair
            table: public.pair
            timeColumn: at
            partitioning: {interval: month}
            columns:
              - {name: a, type: text}
              - {name: b, type: text}
              - {name: at, type: timestamptz, default: now}
            """);

    /** Two columns of text; the time is left to its default. */
    private static List<List<String>> pairs(String nullText, String payload) {
        Format format =
                Units.csv(List.of("a", "b")).toBuilder().setNullText(nullText).build();
        return Decoded.rows(Units.transform(PAIR, format, payload)).stream()
                .map(row -> row.subList(0, 2))
                .toList();
    }

    private static Rows readings(String payload) {
        return Units.transform(Units.READINGS, Units.csv(Units.READINGS), payload);
    }

    private static Reject only(String payload) {
        Rows rows = readings(payload);
        assertThat(rows.getRejectsCount()).isEqualTo(1);
        return rows.getRejects(0);
    }

    private static String reason(String line) {
        Rows rows = readings(GOOD + line + "\n" + GOOD);
        assertThat(rows.getCount()).isEqualTo(2);
        assertThat(rows.getRejectsCount()).isEqualTo(1);
        return rows.getRejects(0).getReason();
    }

    @Test
    void aBatchThatFitsIntoNoMessageIsRefused() {
        Dataset dataset = DatasetDocument.read(DatasetDocument.json(PAIR)
                .replace("\"source\":\"b\",", "\"source\":\"c\",\"default\":\"" + "x".repeat(10_000) + "\","));
        assertThatThrownBy(() -> new UnitTransformer(1 << 20, thrown -> {})
                        .transform(
                                dataset,
                                Units.job(dataset, Units.csv(List.of("a"))),
                                Units.slice("a\n".repeat(1_000).getBytes(UTF_8)),
                                Units.SOURCE,
                                Units.CUT_AT))
                .isInstanceOf(OversizedBatchException.class)
                .hasMessageContaining("unit 1");
    }

    @Test
    void aDefaultOfAnotherTypeFailsClearly() {
        Dataset dataset = DatasetDocument.read(DatasetDocument.json(PAIR)
                .replace(
                        "\"source\":\"b\",\"type\":\"text\",",
                        "\"source\":\"b\",\"type\":\"integer\",\"default\":\"many\","));
        assertThatThrownBy(() -> Units.transform(dataset, Units.csv(List.of("a")), "a\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("default of column 'b'")
                .hasMessageContaining("'many'");
    }
}
