package io.millrace.transform.unit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.column.Codecs;
import io.millrace.codec.column.ColumnCodec;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Hours;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import io.millrace.transform.batch.BatchRejects;
import io.millrace.transform.slice.StreamRecord;
import io.millrace.transform.slice.StreamSlice;
import io.millrace.transform.slice.StreamTransformer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that once stopped more than themselves: each costs its own record, and its neighbours are rows. */
class PoisonTest {
    private static final String GOOD = "{\"sensor_id\":\"a\",\"recorded_at\":\"2024-01-31T00:00:00Z\"}\n";
    private static final int MESSAGE = (16 << 20) - (64 << 10);

    private final List<Throwable> faults = new ArrayList<>();

    private record Written(long offset, byte @Nullable [] value) implements StreamRecord {
        @Override
        public long timestamp() {
            return Units.CUT_AT;
        }

        @Override
        public byte @Nullable [] key() {
            return null;
        }

        @Override
        public byte @Nullable [] header(String name) {
            return null;
        }
    }

    private static Dataset dataset(String partitioning, String column) {
        return DatasetDocument.read("""
                name: d
                table: public.d
                timeColumn: at
                partitioning: {%s}
                accept: {past: 100 years, future: 1 month}
                columns:
                  - {name: at, type: timestamptz, required: true}
                  - {name: v, %s}
                """.formatted(partitioning, column));
    }

    private static byte[] concat(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private List<Rows> stream(Dataset dataset, List<byte[]> values) {
        List<Written> records = new ArrayList<>();
        values.forEach(value -> records.add(new Written(records.size(), value)));
        return new StreamTransformer(8 << 20, 1 << 20, faults::add)
                .transform(dataset, new StreamSlice(0, records.size(), records), Units.micros(Units.STARTED));
    }

    @ParameterizedTest
    @CsvSource({
        "00000000077B7D, Confluent's framing",
        "0000000007, Confluent's framing",
        "007B007D, Confluent's framing",
        "0000FEFF0000007B, Confluent's framing",
        "7B007D00, UTF-16",
        "7B0000007D000000, UTF-16",
        "7B7D00, UTF-16",
        "FEFF007B007D, UTF-16",
        "FFFE7B007D00, UTF-16",
        "FFFE7B7D7D7D, not UTF-8"
    })
    void aRecordThatIsNotUtf8IsARejectOfItsOwn(String hex, String reason) {
        byte[] poison = java.util.HexFormat.of().parseHex(hex);
        byte[] good = GOOD.getBytes(UTF_8);

        Rows upload = Units.transform(Units.READINGS, Units.ndjson(), concat(good, poison, new byte[] {'\n'}, good));
        assertThat(upload.getCount()).isEqualTo(2);
        assertThat(upload.getRejectsList()).singleElement().satisfies(reject -> {
            assertThat(reject.getReason()).contains(reason);
            assertThat(reject.getLine()).isEqualTo(12);
        });

        Rows streamed = stream(Units.READINGS, List.of(good, poison, good)).getFirst();
        assertThat(streamed.getCount()).isEqualTo(2);
        assertThat(streamed.getRejectsList()).singleElement().satisfies(reject -> assertThat(reject.getReason())
                .contains(reason));
        assertThat(faults).isEmpty();
    }

    /** Reads as the column does, and throws at one value what no codec should. */
    private static ColumnCodec faulty(Column column, Throwable thrown) {
        ColumnCodec codec = Codecs.of(column);
        return column.name().equals("v")
                ? (chars, from, to, out) -> {
                    codec.write(chars, from, to, out);
                    if (new String(chars, from, to - from).equals("bang")) {
                        PoisonTest.<RuntimeException>sneak(thrown);
                    }
                }
                : codec;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    static List<Throwable> whateverIsThrown() {
        return List.of(new NullPointerException(), new StackOverflowError(), new AssertionError("no"));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("whateverIsThrown")
    void whatNobodyForesawCostsItsOwnRow(Throwable thrown) {
        Dataset dataset = dataset("interval: month", "type: text");
        UnitTransformer transformer = new UnitTransformer(15 << 20, faults::add, column -> faulty(column, thrown));
        String csv = "2024-01-30,a\n2024-01-30,bang\n2024-01-30,b\n2024-01-30,bang\n";
        Rows rows = transformer.transform(
                dataset,
                Units.job(dataset, Units.csv(dataset)),
                Units.slice(csv.getBytes(UTF_8)),
                Units.SOURCE,
                Units.CUT_AT);
        assertThat(Decoded.rows(rows)).extracting(List::getLast).containsExactly("a", "b");
        assertThat(rows.getRejectsList())
                .extracting(Reject::getLine, Reject::getColumn, reject -> reject.getRaw()
                        .toStringUtf8())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(12L, "v", "2024-01-30,bang\n"),
                        org.assertj.core.groups.Tuple.tuple(14L, "v", "2024-01-30,bang\n"));
        assertThat(rows.getRejects(0).getReason())
                .startsWith(thrown.getClass().getSimpleName())
                .contains("please report it with this row");
        assertThat(faults).containsExactly(thrown); // once a batch
    }

    @Test
    void aPayloadWhoseReadingFailsIsReadRecordByRecord() {
        Dataset dataset = dataset("interval: month", "type: text");
        Format format = Units.csv(dataset);
        byte[] payload = "2024-01-30,a\n2024-01-30,\"b\nc\"\n\n2024-01-30,d\n".getBytes(UTF_8);
        List<String> seen = new ArrayList<>();
        RecordByRecord.read(
                io.millrace.transform.encode.RowPlan.of(dataset, format, Codecs::of)
                        .reader(),
                format,
                com.google.protobuf.ByteString.copyFrom(payload),
                7,
                new io.millrace.transform.parse.RecordSink() {
                    @Override
                    public void accept(int record, long line, io.millrace.transform.parse.Fields fields) {
                        seen.add(record + "@" + line + " "
                                + new String(fields.bytes(), fields.from(1), fields.to(1) - fields.from(1)));
                    }

                    @Override
                    public void refuse(int record, long line, String reason) {
                        seen.add(record + "@" + line + " refused");
                    }
                });
        assertThat(seen).containsExactly("0@7 a", "1@8 b\nc", "3@11 d");
    }

    @Test
    void tenThousandRejectsOfALongListFitIntoAMessage() {
        String list = IntStream.range(0, 300).mapToObj("v%032d"::formatted).collect(Collectors.joining(", ", "[", "]"));
        Dataset dataset = dataset("interval: month", "type: text, oneOf: " + list);
        Rows rows =
                Units.transform(dataset, Units.csv(dataset), ("2024-01-30," + "x".repeat(80) + "\n").repeat(10_000));
        assertThat(rows.getRejectsCount()).isEqualTo(10_000);
        assertThat(rows.getSerializedSize()).isLessThan(MESSAGE);
        assertThat(rows.getRejects(0).getReason())
                .contains("is not one of the 300 values [v0000")
                .hasSizeLessThan(512);
        assertThat(rows.getRejects(0).getRaw().size()).isEqualTo(92);
    }

    @Test
    void aReasonHasABound() {
        Dataset dataset = dataset("interval: month", "type: text, pattern: '" + "a".repeat(5_000) + "'");
        Rows rows = Units.transform(dataset, Units.csv(dataset), "2024-01-30,😀\n");
        assertThat(rows.getRejects(0).getReason()).hasSize(512).endsWith("aaa…");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200, 60_000})
    void rejectsGiveWayUntilTheyFit(int room) {
        BatchRejects rejects = new BatchRejects();
        for (int i = 0; i < 100; i++) {
            rejects.add(Reject.newBuilder()
                    .setLine(i)
                    .setReason("ä".repeat(2_000))
                    .setRaw(com.google.protobuf.ByteString.copyFrom(new byte[100_000])));
        }
        Rows.Builder rows = Rows.newBuilder();
        rejects.addTo(rows, 1_000 * room);
        assertThat(rows.getRejectsCount()).isEqualTo(100);
        if (room > 1) {
            assertThat(rows.build().getSerializedSize()).isLessThanOrEqualTo(1_000 * room);
        }
        assertThat(rows.getRejectsList()).allSatisfy(reject -> {
            assertThat(reject.getReason().length()).isLessThanOrEqualTo(512);
            assertThat(reject.getRaw().size()).isLessThanOrEqualTo(64 << 10);
            assertThat(reject.getReason().contains("its text is cut")).isEqualTo(room < 60_000);
        });
    }

    /** Records that compress well and are all rejects: nothing of them is a row, and they were one message. */
    @Test
    void aStreamsSliceIsCutWhereItsRejectsAreTooLong() {
        byte[] value = ("\"" + "x".repeat(60_000) + "\"").getBytes(UTF_8);
        List<Rows> all = stream(Units.READINGS, java.util.Collections.nCopies(600, value));
        assertThat(all).hasSizeGreaterThan(3);
        assertThat(all).allSatisfy(rows -> assertThat(rows.getSerializedSize()).isLessThan(MESSAGE));
        assertThat(all.stream().mapToInt(Rows::getRejectsCount).sum()).isEqualTo(600);
        assertThat(all.getFirst().getFrom()).isZero();
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).getFrom()).isEqualTo(all.get(i - 1).getTo());
        }
        assertThat(all.getLast().getTo()).isEqualTo(600);
    }

    @Test
    void aRowThatNoMessageCouldHoldIsAReject() {
        Dataset small = dataset("interval: month", "type: text, default: x");
        Column long7M = new Column(
                "v",
                "v",
                small.column("v").type(),
                false,
                "x".repeat(7 << 20),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        Dataset dataset = new Dataset(
                small.name(),
                small.table(),
                small.timeColumn(),
                small.partitioning(),
                small.accept(),
                small.format(),
                List.of(small.time(), long7M),
                null,
                List.of(),
                null,
                null,
                null,
                null);
        Rows rows = stream(
                        dataset,
                        List.of(
                                "{\"at\":\"2024-01-30\"}".getBytes(UTF_8),
                                "{\"at\":\"2024-01-30\",\"v\":\"y\"}".getBytes(UTF_8)))
                .getFirst();
        assertThat(rows.getCount()).isEqualTo(1);
        assertThat(rows.getRejects(0).getReason()).contains("a row may have 6,291,456");
    }

    @ParameterizedTest
    @CsvSource({
        // started 2024-02-01T00:00Z
        "'interval: month, retention: 2 months', 2023-12-01T00:00:00Z, 2023-11-30T23:59:59.999999Z",
        "'interval: month, retention: 45 days', 2023-12-01T00:00:00Z, 2023-11-30T23:59:59.999999Z",
        "'interval: day, retention: 3 days', 2024-01-29T00:00:00Z, 2024-01-28T23:59:59Z",
        "'interval: week, retention: 1 week', 2024-01-22T00:00:00Z, 2024-01-21T23:59:59Z",
        "'interval: hour, retention: 2 hours', 2024-01-31T22:00:00Z, 2024-01-31T21:59:59Z",
        "'interval: year, retention: 1 day', 2024-01-01T00:00:00Z, 2023-12-31T23:59:59Z"
    })
    void whatTheDatasetKeepsNoLongerIsAReject(String partitioning, Instant kept, Instant gone) {
        Dataset dataset = dataset(partitioning, "type: text");
        Instant now = Units.STARTED;
        io.millrace.contract.dataset.Partitioning rule = dataset.partitioning();
        Instant limit = java.util.Objects.requireNonNull(rule.retention()).before(now);
        for (Instant time :
                List.of(kept, gone)) { // the partition service's rule: overdue once the upper bound is not after it
            Instant upper = rule.interval().plus(rule.interval().floor(time), 1);
            assertThat(upper.isAfter(limit)).isEqualTo(time.equals(kept));
        }
        Rows rows = Units.transform(dataset, Units.csv(dataset), kept + ",kept\n" + gone + ",gone\n");
        assertThat(Decoded.rows(rows)).extracting(List::getLast).containsExactly("kept");
        assertThat(rows.getRejects(0).getReason())
                .contains("is older than the dataset keeps")
                .contains(String.valueOf(rule.retention()));
    }

    @Test
    void hoursAreThoseOfTheRowsAlone() {
        Dataset dataset = dataset("interval: month", "type: integer");
        Map<String, String> rejected = Map.of("1999-01-01T00:30:00Z", "no");
        StringBuilder csv = new StringBuilder();
        for (String time : List.of(
                "1970-01-01T02:00:00Z",
                "1970-01-01T00:59:59.999999Z",
                "1969-12-31T23:59:59Z",
                "1970-01-01T00:00:00Z",
                "1969-12-31T20:00:00Z",
                "1970-01-01T02:59:00Z")) {
            csv.append(time).append(",1\n");
        }
        rejected.forEach(
                (time, value) -> csv.append(time).append(',').append(value).append('\n'));
        Rows rows = Units.transform(dataset, Units.csv(dataset), csv.toString());
        assertThat(rows.getRejectsCount()).isEqualTo(1);
        assertThat(rows.getHoursList())
                .containsExactly(
                        Hours.newBuilder().setFirst(-4).setCount(1).build(),
                        Hours.newBuilder().setFirst(-1).setCount(2).build(),
                        Hours.newBuilder().setFirst(2).setCount(1).build());
        assertThat(Units.transform(dataset, Units.csv(dataset), "no,1\n").getHoursList())
                .isEmpty();
    }

    @Test
    void aCommentIsNoRecordWhateverItsBytesAre() {
        Format format = Units.csv(Units.READINGS).toBuilder().setComment("#").build();
        byte[] payload = "# \u00c3 and so on\ns,2024-01-15T10:23:45Z,1,1,1,OK\n".getBytes(StandardCharsets.ISO_8859_1);
        Rows rows = new UnitTransformer(12 << 20, fault -> {
                    throw new AssertionError(fault);
                })
                .transform(
                        Units.READINGS,
                        Units.job(Units.READINGS, format),
                        Units.slice(payload),
                        Units.SOURCE,
                        Units.CUT_AT);
        assertThat(rows.getRejectsList()).isEmpty();
        assertThat(rows.getCount()).isEqualTo(1);
    }
}
