package io.millrace.transform.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import io.millrace.transform.unit.Units;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamTransformerTest {
    private static final long NOW = Units.micros(Units.STARTED);
    private static final Dataset CSV = DatasetDocument.read("""
            name: visits
            table: public.visits
            timeColumn: at
            partitioning: {interval: month}
            format: {delimiter: ";"}
            records: {format: csv, key: site, timestamp: at, headers: {trace-id: trace, hops: hops}}
            columns:
              - {name: site,  type: text, required: true}
              - {name: at,    type: timestamptz, required: true}
              - {name: path,  type: text}
              - {name: trace, type: uuid}
              - {name: hops,  type: integer, default: "1"}
              - {name: took,  type: double precision}
            """);

    private final StreamTransformer transformer = new StreamTransformer(8 << 20, 1000, thrown -> {});

    private record Written(
            long offset, long timestamp, byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers)
            implements StreamRecord {
        @Override
        public byte @Nullable [] header(String name) {
            return headers.get(name);
        }
    }

    private static Written json(long offset, @Nullable String value) {
        return new Written(offset, NOW + offset, null, value == null ? null : bytes(value), Map.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Rows only(Dataset dataset, long from, long to, Written... records) {
        List<Rows> all = transformer.transform(dataset, new StreamSlice(from, to, List.of(records)), NOW);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    @Test
    void aJsonObjectIsARow() {
        Rows rows = only(
                Units.READINGS,
                5,
                9,
                json(5, "{\"sensor_id\":\"s-1\",\"recorded_at\":\"2024-01-31T00:00:00Z\",\"temperature\":1.5}"),
                json(7, " {\"status\":\"OK\",\"recorded_at\":\"2024-01-30T00:00:00Z\",\"sensor_id\":\"ö\"} \n"));
        assertThat(rows(Units.READINGS, rows))
                .containsExactly(
                        "s-1|2024-01-31T00:00:00Z|1.5|null|null|null", "ö|2024-01-30T00:00:00Z|null|null|null|OK");
        assertThat(rows.getRejectsList()).isEmpty();
        assertThat(rows.getFrom()).isEqualTo(5);
        assertThat(rows.getTo()).isEqualTo(9);
        assertThat(rows.getLinesList())
                .containsExactly(
                        Lines.newBuilder().setFirst(5).setCount(1).build(),
                        Lines.newBuilder().setFirst(7).setCount(1).build());
        assertThat(rows.getReceivedAt()).isEqualTo(NOW + 5);
        assertThat(rows.getNewestAt()).isEqualTo(NOW + 7);
    }

    @Test
    void whatIsNoRowIsARejectWithItsOffset() {
        Rows rows = only(
                Units.READINGS,
                0,
                20,
                json(0, "no json"),
                json(1, "[1]"),
                json(2, "{\"sensor_id\":\"a\",\"recorded_at\":\"2024-01-31T00:00:00Z\"} {}"),
                json(3, "{\"sensor_id\":\"a\",\"recorded_at\":\"2024-01-31T00:00:00Z\",\"temperature\":\"hot\"}"),
                json(4, "{\"recorded_at\":\"2024-01-31T00:00:00Z\"}"),
                json(5, null),
                json(6, "  "),
                json(7, "{\"sensor_id\":\"" + "x".repeat(1000) + "\"}"),
                json(8, "{\"sensor_id\":\"a\",\"recorded_at\":\"2999-01-31T00:00:00Z\"}"),
                json(9, "{\"sensor_id\":\"a\",\"recorded_at\":\"2024-01-31T00:00:00Z\"}"),
                new Written(10, NOW, null, new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'}, Map.of()));
        assertThat(rows.getCount()).isEqualTo(1);
        assertThat(rows.getRejectsList().stream()
                        .map(reject -> reject.getLine() + " " + reject.getColumn() + ": " + reject.getReason()))
                .satisfiesExactly(
                        reject -> assertThat(reject).startsWith("0 : it is not JSON: "),
                        reject -> assertThat(reject).startsWith("1 : it is not a JSON object"),
                        reject -> assertThat(reject).startsWith("2 : it goes on behind its JSON object"),
                        reject -> assertThat(reject).startsWith("3 temperature: "),
                        reject -> assertThat(reject).startsWith("4 sensor_id: NULL in a column that requires"),
                        reject -> assertThat(reject).startsWith("5 : it has no value"),
                        reject -> assertThat(reject).startsWith("6 : it is blank"),
                        reject -> assertThat(reject).startsWith("7 : it has 1,016 bytes; the limit is 1,000"),
                        reject -> assertThat(reject).startsWith("8 recorded_at: "),
                        reject -> assertThat(reject).startsWith("10 : byte 0xFF at position 2"));
        assertThat(rows.getRejects(0).getRaw().toStringUtf8()).isEqualTo("no json");
        assertThat(rows.getRejects(7).getLength()).isEqualTo(1016);
    }

    @Test
    void keyTimestampAndHeadersGoToTheirColumns() {
        byte[] trace = bytes("00000000-0000-0000-0000-00000000002a");
        Rows rows = only(
                CSV,
                0,
                9,
                new Written(0, NOW, bytes("a"), bytes("/index;2.5"), Map.of("trace-id", trace, "hops", bytes("7"))),
                new Written(1, NOW + 1, bytes("b"), bytes("\"/x;y\";\n"), Map.of()),
                new Written(2, NOW, null, bytes("/;1"), Map.of()),
                new Written(3, NOW, bytes("c"), bytes("/;1"), Map.of("trace-id", bytes("no uuid"))),
                new Written(4, NOW, new byte[] {(byte) 0xFF}, bytes("/;1"), Map.of()));
        assertThat(rows(CSV, rows))
                .containsExactly(
                        "a|2024-02-01T00:00:00Z|/index|00000000-0000-0000-0000-00000000002a|7|2.5",
                        "b|2024-02-01T00:00:00.000001Z|/x;y|null|1|null");
        assertThat(rows.getRejectsList().stream().map(reject -> reject.getLine() + " " + reject.getColumn()))
                .containsExactly("2 site", "3 trace", "4 site");
        assertThat(rows.getRejects(2).getReason()).isEqualTo("the record's key is not UTF-8; write text");
    }

    @Test
    void aRecordIsOneCsvLine() {
        byte[] key = bytes("a");
        Rows rows = only(
                CSV,
                0,
                9,
                new Written(0, NOW, key, bytes("/;1\n/;2"), Map.of()),
                new Written(1, NOW, key, bytes(""), Map.of()),
                new Written(2, NOW, key, bytes("/;1;2"), Map.of()),
                new Written(3, NOW, key, bytes("\"/;1"), Map.of()),
                new Written(4, NOW, key, bytes("\"two\nlines\";1\r\n"), Map.of()),
                new Written(5, NOW, key, bytes("/;\"1"), Map.of()),
                new Written(6, NOW, key, bytes("\"/\"x\n;1"), Map.of()));
        assertThat(rows.getCount()).isEqualTo(1);
        assertThat(rows.getRejectsList().stream().map(Reject::getReason))
                .satisfiesExactly(
                        reason -> assertThat(reason).isEqualTo("it holds more than one CSV line; write one each"),
                        reason -> assertThat(reason).startsWith("it is blank"),
                        reason -> assertThat(reason).startsWith("3 fields instead of 2 (path, took)"),
                        reason -> assertThat(reason).startsWith("field 1 begins with a quote (\") that does not close"),
                        reason -> assertThat(reason).startsWith("field 2 begins with a quote (\") that does not close"),
                        reason -> assertThat(reason).startsWith("field 1 is in quotes, and behind its closing quote"));
    }

    @Test
    void whatGetsTooLongForAMessageIsCutAndTilesTheSlice() {
        List<Written> records = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            records.add(json(2L * i, "{\"sensor_id\":\"s%d\",\"recorded_at\":\"2024-01-31T00:00:00Z\"}".formatted(i)));
        }
        StreamSlice slice = new StreamSlice(0, 3000, records);
        List<Rows> whole = transformer.transform(Units.READINGS, slice, NOW);
        List<Rows> cut = new StreamTransformer(5000, 1000, thrown -> {}).transform(Units.READINGS, slice, NOW);
        assertThat(whole).hasSize(1);
        assertThat(cut).hasSizeGreaterThan(5);
        long at = 0;
        List<String> rows = new ArrayList<>();
        for (Rows part : cut) {
            assertThat(part.getFrom()).isEqualTo(at);
            at = part.getTo();
            rows.addAll(rows(Units.READINGS, part));
        }
        assertThat(at).isEqualTo(3000);
        assertThat(rows).isEqualTo(rows(Units.READINGS, whole.getFirst()));
    }

    @Test
    void aSliceOfNothingButHolesIsThere() {
        Rows rows = only(Units.READINGS, 7, 8);
        assertThat(rows.getFrom()).isEqualTo(7);
        assertThat(rows.getTo()).isEqualTo(8);
        assertThat(rows.getCount()).isZero();
        assertThat(rows.hasMinTime()).isFalse();
        assertThat(rows.getReceivedAt()).isZero();
        assertThat(rows.getRejectsList()).isEmpty();
    }

    /** Fields by their columns' types, joined by a bar. */
    private static List<String> rows(Dataset dataset, Rows rows) {
        ByteBuffer tuples = rows.getTuples().asReadOnlyByteBuffer().slice();
        List<String> all = new ArrayList<>();
        for (int row = 0; row < rows.getCount(); row++) {
            List<String> fields = new ArrayList<>();
            assertThat(tuples.getShort()).isEqualTo((short) dataset.columns().size());
            for (Column column : dataset.columns()) {
                fields.add(field(column, tuples));
            }
            all.add(String.join("|", fields));
        }
        assertThat(tuples.hasRemaining()).isFalse();
        return all;
    }

    private static String field(Column column, ByteBuffer tuples) {
        int length = tuples.getInt();
        if (length < 0) {
            return "null";
        }
        return switch (column.type().kind()) {
            case INTEGER -> Integer.toString(tuples.getInt());
            case DOUBLE -> Double.toString(tuples.getDouble());
            case TIMESTAMPTZ ->
                Instant.parse("2000-01-01T00:00:00Z")
                        .plus(tuples.getLong(), ChronoUnit.MICROS)
                        .toString();
            case UUID -> new UUID(tuples.getLong(), tuples.getLong()).toString();
            default -> {
                byte[] text = new byte[length];
                tuples.get(text);
                yield new String(text, StandardCharsets.UTF_8);
            }
        };
    }
}
