package io.millrace.ingest.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.framing.RecordIndex;
import io.millrace.contract.message.Fault;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any bytes with any options. Longer with {@code -Dmillrace.fuzz.seconds}; a failure names the seed of its case. */
class SplitterFuzzTest {
    private static final Duration LONG = Duration.ofSeconds(Long.getLong("millrace.fuzz.seconds", 3));
    private static final String TELLING = "\"',;|\t\\#~ab0{}:[] ";
    private static final List<String> LINES = List.of(
            "1,2,3",
            "\"a\",b",
            "x\",\"y",
            "\"\"\"",
            "\"a\"b,c",
            "#\"c",
            "",
            "'q','r",
            "\"m",
            "n\"",
            "{\"k\":1}",
            "\uFEFF\"z\"");

    @Test
    void whateverComesIsCutInOneWay() {
        Instant end = Instant.now().plus(LONG);
        // others each time in the longer setting; the usual command says of the same code the same thing
        long seed = Long.getLong("millrace.fuzz.seconds") == null ? 1 : System.nanoTime();
        long cases = 0;
        while (cases == 0 || Instant.now().isBefore(end)) {
            one(seed + cases++);
        }
        System.out.printf("%d inputs were cut%n", cases);
    }

    private static void one(long seed) {
        Random random = new Random(seed);
        byte[] input = input(random);
        Format format = format(random);
        int unit = 1 + random.nextInt(random.nextBoolean() ? 60 : 5000);
        int record = 1 + random.nextInt(random.nextBoolean() ? 60 : 20_000);
        Limits limits = new Limits(1 + random.nextInt(40), unit, record);
        boolean header = random.nextInt(4) == 0;
        InputSlices.Result whole = InputSlices.split(input, format, limits, header);
        InputSlices.Result pieces =
                InputSlices.split(input, format, limits, header, 1 + random.nextInt(9), 1 + random.nextInt(3000));
        assertThat(pieces.slices()).as("seed %d", seed).isEqualTo(whole.slices());
        assertThat(pieces.sha256()).isEqualTo(whole.sha256());
        long at = 0;
        for (Slice slice : whole.slices()) {
            assertThat(slice.getFrom()).as("seed %d", seed).isEqualTo(at);
            check(seed, input, format, limits, slice);
            at = slice.getTo();
        }
        boolean refused = whole.header() instanceof FirstRecord.Broken || whole.header() instanceof FirstRecord.Endless;
        assertThat(refused || at == input.length).as("seed %d", seed).isTrue();
    }

    private static void check(long seed, byte[] input, Format format, Limits limits, Slice slice) {
        long faulty = slice.getFaultsList().stream().mapToLong(Fault::getLength).sum();
        RecordIndex index = RecordIndex.of(format, slice.getPayload().toByteArray(), slice.getPayloadLine());
        assertThat(index.count() + slice.getFaultsCount())
                .as("seed %d", seed)
                .isBetween(slice.getFrom() == 0 ? 0 : 1, limits.unitRecords());
        assertThat(slice.getFrom() == 0 || slice.getFrom() + faulty == slice.getPayloadFrom())
                .as("seed %d", seed)
                .isTrue();
        RecordFramer framer = RecordFramer.of(format, limits.recordBytes());
        int at = (int) slice.getPayloadFrom();
        for (int record = 0; record < index.count(); record++) {
            at = framer.end(input, at, input.length, true);
            assertThat(slice.getPayloadFrom() + index.to(record))
                    .as("seed %d", seed)
                    .isEqualTo(at);
        }
        assertThat(at).as("seed %d", seed).isEqualTo((int) slice.getTo());
        assertThat(slice.getPayload().size()).isLessThanOrEqualTo(Math.max(limits.unitBytes(), limits.recordBytes()));
        assertThat(slice.toBuilder().clearPayload().build().getSerializedSize())
                .isLessThan(limits.unitBytes() + FaultReader.MAX_RAW + 1000);
    }

    private static byte[] input(Random random) {
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(random.nextInt(10) == 0 ? 2000 : 30);
        String same = LINES.get(random.nextInt(LINES.size()));
        boolean alike = random.nextInt(3) == 0;
        for (int i = 0; i < lines; i++) {
            text.append(alike ? same : LINES.get(random.nextInt(LINES.size())));
            for (int n = random.nextInt(4); n > 0; n--) {
                text.append(TELLING.charAt(random.nextInt(TELLING.length())));
            }
            text.append(List.of("\n", "\r\n", "\r", "\n").get(random.nextInt(4)));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int n = bytes.length == 0 ? 0 : random.nextInt(6); n > 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static Format format(Random random) {
        if (random.nextInt(5) == 0) {
            return InputSlices.NDJSON;
        }
        String quote = List.of("\"", "'", "").get(random.nextInt(3));
        return InputSlices.CSV.toBuilder()
                .setDelimiter(List.of(",", ";", "\t").get(random.nextInt(3)))
                .setQuote(quote)
                .setEscape(quote.isEmpty() || random.nextBoolean() ? quote : "\\")
                .setComment(random.nextBoolean() ? "#" : "")
                .build();
    }
}
