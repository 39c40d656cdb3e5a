package io.millrace.transform.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.codec.DefinitionCheck;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.dataset.InputFormat;
import io.millrace.contract.dataset.InvalidDatasetException;
import io.millrace.contract.dataset.Records;
import io.millrace.contract.framing.RecordIndex;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Hours;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Rows;
import io.millrace.contract.tuple.Tuples;
import io.millrace.transform.slice.StreamRecord;
import io.millrace.transform.slice.StreamSlice;
import io.millrace.transform.slice.StreamTransformer;
import io.millrace.transform.unit.OversizedBatchException;
import io.millrace.transform.unit.UnitTransformer;
import io.millrace.transform.unit.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random definitions times random and mutated bytes through the pure function. It never throws; every record is a row or a
 * reject; every message is short enough; the same bytes give the same answer; and nothing is a fault of our own. A few
 * seconds, or as long as {@code -Dmillrace.fuzz.seconds} says. A failure names its seed, which {@code -Dmillrace.fuzz.seed}
 * takes.
 */
class FuzzTest {
    private static final int MESSAGE = (16 << 20) - (64 << 10);
    private static final long SECONDS = Long.getLong("millrace.fuzz.seconds", 8);
    private static final @Nullable Long SEED = Long.getLong("millrace.fuzz.seed");
    /** Others each time in the longer setting; the usual command says of the same code the same thing. */
    private static final long FIRST = Long.getLong("millrace.fuzz.seconds") == null ? 1 : System.nanoTime();

    private static final int LEAST = 100; // inputs

    private static final long NOW = Units.micros(Units.STARTED);

    private record Written(long offset, byte @Nullable [] value, byte @Nullable [] key) implements StreamRecord {
        @Override
        public long timestamp() {
            return NOW + offset;
        }

        @Override
        public byte @Nullable [] header(String name) {
            return key;
        }
    }

    @Test
    void everyRecordIsARowOrAReject() throws JsonProcessingException {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        long seed = SEED == null ? FIRST : SEED;
        long inputs = 0;
        long rows = 0;
        long refused = 0;
        do {
            Choice choice = new Choice(seed);
            try {
                Dataset dataset = dataset(choice);
                for (int i = 0; i < 10; i++, inputs++) {
                    rows += choice.oneIn(2) ? upload(dataset, choice) : stream(dataset, choice);
                }
            } catch (InvalidDatasetException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("millrace.fuzz.seed=" + seed, e);
            }
            seed++;
        } while (SEED == null && (System.nanoTime() < end || inputs <= LEAST)); // a busy machine takes longer
        System.out.printf("fuzz: %,d inputs, %,d rows; %,d definitions refused%n", inputs, rows, refused);
        if (SEED == null) {
            assertThat(inputs).isGreaterThan(LEAST);
            assertThat(rows).isGreaterThan(100);
        }
    }

    /** @throws InvalidDatasetException when it is refused, as many are */
    private static Dataset dataset(Choice choice) throws JsonProcessingException {
        Dataset dataset =
                DatasetDocument.read(JsonMapper.builder().build().writeValueAsString(new Definitions(choice).next()));
        DefinitionCheck.check(dataset);
        return dataset;
    }

    private static int upload(Dataset dataset, Choice choice) {
        boolean json = dataset.format().type() == InputFormat.Type.NDJSON;
        byte[] payload = new Payloads(choice, dataset).file(json, choice.upTo(choice.oneIn(20) ? 3_000 : 12));
        Format format = format(dataset, json);
        Job job = Units.job(dataset, format);
        List<Throwable> faults = new ArrayList<>();
        Rows rows;
        try {
            rows = new UnitTransformer(12 << 20, faults::add)
                    .transform(dataset, job, Units.slice(payload), Units.SOURCE, Units.CUT_AT);
        } catch (OversizedBatchException e) {
            return 0; // parked
        }
        assertThat(faults).isEmpty();
        int records = 0;
        RecordIndex index = RecordIndex.of(format, payload, 1);
        for (int i = 0; i < index.count(); i++) {
            records += isSkipped(payload, index.from(i), index.to(i), format) ? 0 : 1;
        }
        assertThat(rows.getCount() + rows.getRejectsCount())
                .as(() -> format + " " + com.google.protobuf.TextFormat.escapeBytes(payload))
                .isEqualTo(records);
        assertThat(rows.getSerializedSize() + job.getSerializedSize()).isLessThan(MESSAGE);
        assertIsWhole(rows);
        assertThat(new UnitTransformer(12 << 20, faults::add)
                        .transform(dataset, job, Units.slice(payload), Units.SOURCE, Units.CUT_AT))
                .isEqualTo(rows);
        return rows.getCount();
    }

    private static Format format(Dataset dataset, boolean json) {
        if (json) {
            return Units.ndjson();
        }
        InputFormat format = dataset.format();
        return Format.newBuilder()
                .setType(Format.Type.CSV)
                .setDelimiter(format.delimiter())
                .setQuote(format.quote())
                .setEscape(format.escape())
                .setComment(format.comment() == null ? "" : format.comment())
                .setNullText(format.nullText())
                .addAllFields(dataset.columns().stream().map(Column::source).toList())
                .build();
    }

    /** A blank line, or a comment. */
    private static boolean isSkipped(byte[] payload, int from, int to, Format format) {
        int end = to;
        while (end > from && (payload[end - 1] == '\n' || payload[end - 1] == '\r')) {
            end--;
        }
        if (format.getType() == Format.Type.CSV) {
            return end == from
                    || !format.getComment().isEmpty()
                            && payload[from] == format.getComment().charAt(0);
        }
        String line = new String(payload, from, end - from, java.nio.charset.StandardCharsets.ISO_8859_1);
        return line.replaceFirst("^\u00EF\u00BB\u00BF", "").matches("[ \t\r]*");
    }

    private static int stream(Dataset dataset, Choice choice) {
        boolean json = dataset.recordsOrDefault().format() == Records.Format.JSON;
        Payloads payloads = new Payloads(choice, dataset);
        List<Written> records = new ArrayList<>();
        long offset = choice.upTo(5);
        for (int left = choice.upTo(choice.oneIn(20) ? 2_000 : 12); left >= 0; left--) {
            records.add(new Written(
                    offset,
                    choice.oneIn(20) ? null : payloads.value(json),
                    choice.oneIn(4) ? null : payloads.value(false)));
            offset += 1 + choice.upTo(1);
        }
        StreamSlice slice = new StreamSlice(0, offset, records);
        List<Throwable> faults = new ArrayList<>();
        int most = choice.of(2_000, 8 << 20);
        List<Rows> all = new StreamTransformer(most, 1 << 20, faults::add).transform(dataset, slice, NOW);
        assertThat(faults).isEmpty();
        assertThat(all.stream()
                        .mapToInt(rows -> rows.getCount() + rows.getRejectsCount())
                        .sum())
                .isEqualTo(records.size());
        long at = 0;
        for (Rows rows : all) {
            assertThat(rows.getFrom()).isEqualTo(at);
            at = rows.getTo();
            assertThat(rows.getSerializedSize()).isLessThan(MESSAGE);
            assertIsWhole(rows);
        }
        assertThat(at).isEqualTo(offset);
        assertThat(new StreamTransformer(most, 1 << 20, faults::add).transform(dataset, slice, NOW))
                .isEqualTo(all);
        return all.stream().mapToInt(Rows::getCount).sum();
    }

    /** What the loader relies on. */
    private static void assertIsWhole(Rows rows) {
        Tuples.offsets(rows.getTuples().asReadOnlyByteBuffer(), rows.getCount());
        assertThat(rows.getLinesList().stream()
                        .mapToInt(lines -> lines.getCount())
                        .sum())
                .isEqualTo(rows.getCount());
        assertThat(rows.getRejectsList())
                .allSatisfy(reject -> assertThat(reject.getReason().length()).isBetween(1, 512));
        assertThat(rows.getHoursCount() > 0).isEqualTo(rows.getCount() > 0);
        if (rows.getCount() > 0) {
            Hours last = rows.getHours(rows.getHoursCount() - 1);
            assertThat(rows.getHours(0).getFirst()).isEqualTo(hour(rows.getMinTime()));
            assertThat(last.getFirst() + last.getCount() - 1).isEqualTo(hour(rows.getMaxTime()));
        }
    }

    private static long hour(long micros) {
        return Math.floorDiv(micros, 3_600_000_000L);
    }
}
