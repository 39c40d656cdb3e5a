package io.millrace.ingest.split;

import static io.millrace.ingest.split.InputSlices.CSV;
import static io.millrace.ingest.split.InputSlices.NDJSON;
import static io.millrace.ingest.split.InputSlices.split;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.millrace.contract.framing.LineCounter;
import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.framing.RecordIndex;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Slice;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.commons.codec.digest.DigestUtils;

class SplitterPropertyTest {
    private static final Format ESCAPED = CSV.toBuilder().setEscape("\\").build();
    private static final Format COMMENTED = CSV.toBuilder().setComment("#").build();
    private static final Limits LIMITS = new Limits(5, 50, 70);
    private static final Limits ROOMY = new Limits(3, 50, 100_000);

    @Property(tries = 3000)
    void theSameBytesGiveTheSameSlicesHoweverTheyArrive(
            @ForAll("bytes") byte[] input, @ForAll("formats") Format format, @ForAll("chunks") int[] chunks) {
        boolean header = input.length % 2 == 0;
        InputSlices.Result whole = split(input, format, LIMITS, header);
        InputSlices.Result pieces = split(input, format, LIMITS, header, chunks);
        assertThat(pieces.slices()).isEqualTo(whole.slices());
        assertThat(pieces.sha256()).isEqualTo(whole.sha256());
    }

    @Property(tries = 3000)
    void slicesTileTheInput(@ForAll("bytes") byte[] input, @ForAll("formats") Format format) throws Exception {
        InputSlices.Result result = split(input, format, LIMITS, false, 7);
        MessageDigest job = DigestUtils.getSha256Digest();
        long at = 0;
        int number = 0;
        for (Slice slice : result.slices()) {
            assertThat(slice.getNumber()).isEqualTo(number++);
            assertThat(slice.getFrom()).isEqualTo(at);
            assertThat(slice.getPayloadFrom() + slice.getPayload().size()).isEqualTo(slice.getTo());
            at = slice.getTo();
            byte[] bytes = Arrays.copyOfRange(input, (int) slice.getFrom(), (int) slice.getTo());
            byte[] hash = DigestUtils.getSha256Digest().digest(bytes);
            assertThat(slice.getSha256().toByteArray()).isEqualTo(hash);
            job.update(hash);
            assertThat(slice.getPayload().toByteArray())
                    .isEqualTo(Arrays.copyOfRange(input, (int) slice.getPayloadFrom(), (int) slice.getTo()));
            assertThat(slice.getPayload().isEmpty() ? 0 : slice.getPayloadLine())
                    .isEqualTo(
                            slice.getPayload().isEmpty()
                                    ? 0
                                    : 1 + LineCounter.count(input, 0, (int) slice.getPayloadFrom()));
            slice.getFaultsList().forEach(fault -> {
                assertThat(fault.getLine()).isEqualTo(1 + LineCounter.count(input, 0, (int) fault.getOffset()));
                assertThat(fault.getRaw().toByteArray())
                        .isEqualTo(Arrays.copyOfRange(
                                input, (int) fault.getOffset(), (int) (fault.getOffset() + fault.getLength())));
            });
        }
        assertThat(at).isEqualTo(input.length);
        assertThat(result.bytes()).isEqualTo(input.length);
        assertThat(result.units()).isEqualTo(number);
        assertThat(result.sha256()).isEqualTo(job.digest());
    }

    /** Framed with all that follows, and framed as whoever reads one unit does. */
    @Property(tries = 3000)
    void aPayloadIsFramedByItselfAsInTheInput(@ForAll("bytes") byte[] input, @ForAll("formats") Format format) {
        for (Slice slice : split(input, format, LIMITS, false).slices()) {
            RecordFramer framer = RecordFramer.of(format, LIMITS.recordBytes());
            byte[] payload = slice.getPayload().toByteArray();
            RecordIndex index = RecordIndex.of(format, payload, slice.getPayloadLine());
            int at = (int) slice.getPayloadFrom();
            for (int record = 0; record < index.count(); record++) {
                at = framer.end(input, at, input.length, true);
                assertThat(slice.getPayloadFrom() + index.to(record)).isEqualTo(at);
            }
            assertThat(at).isEqualTo(slice.getTo());
        }
    }

    @Property(tries = 2000)
    void theRecordsOfThePayloadsAreTheRecordsOfTheWhole(
            @ForAll("csv") String text, @ForAll boolean mark, @ForAll("chunks") int[] chunks) {
        byte[] input = ((mark ? "\uFEFF" : "") + text).getBytes(StandardCharsets.UTF_8);
        InputSlices.Result result = split(input, COMMENTED, ROOMY, false, chunks);
        List<List<String>> records = result.payloads().stream()
                .flatMap(payload -> records(payload).stream())
                .toList();
        assertThat(records).isEqualTo(records(text));
        assertThat(result.slices())
                .allSatisfy(slice -> assertThat(slice.getFaultsList()).isEmpty());
    }

    private static List<List<String>> records(String csv) {
        return CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(csv)
                .stream()
                .map(CsvRecord::getFields)
                .toList();
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<Byte> telling =
                Arbitraries.of((byte) '"', (byte) ',', (byte) '\n', (byte) '\r', (byte) '\\', (byte) '#', (byte) 'x');
        Arbitrary<Byte> any = Arbitraries.bytes();
        return Arbitraries.frequencyOf(Tuple.of(9, telling), Tuple.of(1, any))
                .array(byte[].class)
                .ofMaxSize(400);
    }

    @Provide
    Arbitrary<Format> formats() {
        return Arbitraries.of(
                CSV,
                NDJSON,
                ESCAPED,
                COMMENTED,
                CSV.toBuilder().clearQuote().clearEscape().build());
    }

    @Provide
    Arbitrary<int[]> chunks() {
        return Arbitraries.integers()
                .between(1, 90)
                .array(int[].class)
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    /** Well-formed CSV with everything that is hard: quotes, line ends in quotes, comments, blank lines, all line ends. */
    @Provide
    Arbitrary<String> csv() {
        Arbitrary<String> plain = Arbitraries.strings().withChars("ab é€").ofMaxLength(6);
        Arbitrary<String> quoted = Arbitraries.strings()
                .withChars("ab,\"\n\r#")
                .ofMaxLength(8)
                .map(text -> '"' + text.replace("\"", "\"\"") + '"');
        Arbitrary<String> end = Arbitraries.of("\n", "\r\n", "\r");
        Arbitrary<String> record = Arbitraries.oneOf(plain, quoted)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(fields -> String.join(",", fields));
        Arbitrary<String> comment = plain.map(text -> "#" + text + "\"");
        return Combinators.combine(Arbitraries.oneOf(record, record, record, comment), end)
                .as((line, lineEnd) -> line + lineEnd)
                .list()
                .ofMaxSize(20)
                .map(lines -> String.join("", lines));
    }
}
