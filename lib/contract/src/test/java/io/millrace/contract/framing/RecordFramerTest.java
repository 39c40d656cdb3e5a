package io.millrace.contract.framing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.millrace.contract.message.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecordFramerTest {
    private static final Format CSV = Format.newBuilder()
            .setType(Format.Type.CSV)
            .setDelimiter(",")
            .setQuote("\"")
            .setEscape("\"")
            .setComment("#")
            .build();

    private static final Pattern DOUBLED = record("[^\"]|\"\"");
    private static final Pattern ESCAPED = record("[^\"\\\\]|\"\"|\\\\.");
    private static final Pattern LINE = Pattern.compile("[^\r\n]*+(?:\r\n|\r|\n|\\z)");

    private static Pattern record(String quoted) {
        String field = "(?:\"(?:%s)*+\"|[^\",\r\n][^,\r\n]*+|)".formatted(quoted);
        return Pattern.compile("(?s)" + field + "(?:," + field + ")*+(?:\r\n|\r|\n|\\z)");
    }

    @Test
    void recordsEndAtEachKindOfLineEnd() {
        assertThat(frames("a,b\nc,d\r\ne,f\rg")).containsExactly("a,b\n", "c,d\r\n", "e,f\r", "g");
    }

    @Test
    void lineEndsInsideQuotesBelongToTheField() {
        assertThat(frames("1,\"a\nb\",2\n3,\"\"\"\r\n\",4\n")).containsExactly("1,\"a\nb\",2\n", "3,\"\"\"\r\n\",4\n");
    }

    @Test
    void aQuoteInsideAnUnquotedFieldIsACharacterLikeAnyOther() {
        assertThat(frames("5\" pipe,1\n6\" pipe,2\n")).containsExactly("5\" pipe,1\n", "6\" pipe,2\n");
    }

    @Test
    void aQuoteInACommentOpensNothing() {
        assertThat(frames("# don\"t\na,b\n")).containsExactly("# don\"t\n", "a,b\n");
    }

    @Test
    void anEscapedQuoteClosesNothing() {
        Format escaping = CSV.toBuilder().setEscape("\\").build();
        assertThat(frames(escaping, "\"a\\\"\n\",1\nb,2\n", 1)).containsExactly("\"a\\\"\n\",1\n", "b,2\n");
    }

    @Test
    void linesOfJsonEndAtLineEndsWhateverTheyHold() {
        Format json = Format.newBuilder().setType(Format.Type.NDJSON).build();
        assertThat(frames(json, "{\"a\":\"\\\"\"}\n{}\n", 3)).containsExactly("{\"a\":\"\\\"\"}\n", "{}\n");
    }

    @Test
    void aQuoteThatNeverClosesCostsItsLine() {
        byte[] text = "a,\"b\nc\n".getBytes(UTF_8);
        RecordFramer framer = RecordFramer.of(CSV);
        assertThat(framer.end(text, 0, text.length, false)).isEqualTo(RecordFramer.INCOMPLETE);
        assertThat(framer.end(text, 0, text.length, true)).isEqualTo(5);
        assertThat(framer.broken()).isTrue();
        assertThat(framer.end(text, 5, text.length, true)).isEqualTo(text.length);
        assertThat(framer.broken()).isFalse();
    }

    @Test
    void aQuoteThatClosesWronglyCostsTheLineOnWhichItOpened() {
        assertThat(frames("0,\"0,0\n1,a\n2,b\r\n3,\"q\",z\n"))
                .containsExactly("0,\"0,0\n", "1,a\n", "2,b\r\n", "3,\"q\",z\n");
        assertThat(frames("a,\"b\"x,\"c\nd\r\n")).containsExactly("a,\"b\"x,\"c\n", "d\r\n");
    }

    @Test
    void aRecordOfSeveralLinesThatIsTooLongIsBroken() {
        byte[] text = "\"a\nbcd\"\r\ne\n".getBytes(UTF_8);
        assertThat(RecordFramer.of(CSV, 9).end(text, 0, text.length, true)).isEqualTo(9);
        RecordFramer framer = RecordFramer.of(CSV, 8);
        assertThat(framer.end(text, 0, text.length, true)).isEqualTo(3);
        assertThat(framer.broken()).isTrue();
    }

    @Test
    void quotesInVainAreLookedForLessAndLessFar() {
        String field = "\"" + "y\n".repeat(10_000) + "\"\n";
        assertThat(frames(field)).containsExactly(field);
        String open = "x\",\"y\n"; // opens a quote again, wherever one begins to read
        List<String> after = frames(open.repeat(100) + field + "z\n");
        assertThat(after.subList(0, 100)).containsOnly(open);
        assertThat(after.subList(100, 102)).containsExactly("\"y\n", "y\n");
    }

    @Property
    void framesAreThoseOfAnExpressionForWholeRecords(@ForAll("noise") String text, @ForAll boolean escapes) {
        Format format = escapes ? CSV.toBuilder().setEscape("\\").build() : CSV;
        List<String> expected = new ArrayList<>();
        Matcher record = (escapes ? ESCAPED : DOUBLED).matcher(text);
        Matcher line = LINE.matcher(text);
        for (int at = 0; at < text.length(); ) {
            boolean comment = text.charAt(at) == '#';
            boolean whole = !comment && record.region(at, text.length()).lookingAt();
            int end = whole ? record.end() : line.region(at, text.length()).lookingAt() ? line.end() : -1;
            expected.add((whole || comment ? "" : "broken ") + text.substring(at, end));
            at = end;
        }
        assertThat(verdicts(format, text)).isEqualTo(expected);
    }

    @Property
    void bytesThatAreCutOffBehindARecordAreFramedAsBefore(@ForAll("noise") String text, @ForAll Random random) {
        List<String> whole = verdicts(CSV, text);
        int kept = whole.isEmpty() ? 0 : random.nextInt(whole.size());
        String start = String.join("", whole.subList(0, kept)).replace("broken ", "");
        assertThat(verdicts(CSV, start)).isEqualTo(whole.subList(0, kept));
    }

    @Property
    void theReasonOfABrokenLineNamesItsField(@ForAll("noise") String text) {
        for (String verdict : verdicts(CSV, text)) {
            if (verdict.startsWith("broken ")) {
                assertThat(BrokenQuote.reason(CSV, verdict.substring(7))).matches("(?s)field [0-9]+ .*quote.*");
            }
        }
    }

    private static List<String> verdicts(Format format, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        RecordFramer framer = RecordFramer.of(format);
        List<String> verdicts = new ArrayList<>();
        for (int start = 0; start < bytes.length; ) {
            int end = framer.end(bytes, start, bytes.length, true);
            verdicts.add((framer.broken() ? "broken " : "") + new String(bytes, start, end - start, UTF_8));
            start = end;
        }
        return verdicts;
    }

    @Property
    void anyBytesGiveTheSameFramesHoweverTheyArrive(@ForAll("noise") String text, @ForAll Random random) {
        assertThat(frames(CSV, text, random)).isEqualTo(frames(text));
    }

    @Property
    void framesHoldTheRecordsThatAWholeParseFinds(
            @ForAll("records") List<List<String>> records, @ForAll Random random) {
        String text = csv(records, random);
        List<List<String>> whole = parse(text);
        List<List<String>> framed = new ArrayList<>();
        frames(CSV, text, random).forEach(frame -> framed.addAll(parse(frame)));
        assertThat(framed).isEqualTo(whole);
    }

    @Property
    void theIndexKnowsTheLineThatEachRecordBeginsOn(
            @ForAll("records") List<List<String>> records, @ForAll Random random) {
        byte[] text = csv(records, random).getBytes(UTF_8);
        RecordIndex index = RecordIndex.of(CSV, text, 7);
        List<Long> lines = new ArrayList<>();
        for (int record = 0; record < index.count(); record++) {
            if (!new String(text, index.from(record), index.to(record) - index.from(record), UTF_8).isBlank()) {
                lines.add(index.line(record));
            }
            assertThat(index.at(index.line(record))).isEqualTo(record);
        }
        List<Long> expected = new ArrayList<>();
        reader().ofCsvRecord(new String(text, UTF_8)).forEach(r -> expected.add(r.getStartingLineNumber() + 6));
        assertThat(lines).isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.strings().withChars("ab,\"\"\n\r#\\é€").ofMaxLength(80);
    }

    @Provide
    Arbitrary<List<List<String>>> records() {
        Arbitrary<String> field = Arbitraries.strings().withChars("ab ,\"\n\ré").ofMaxLength(12);
        return field.list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(12);
    }

    private static String csv(List<List<String>> records, Random random) {
        StringBuilder text = new StringBuilder();
        String[] ends = {"\n", "\r\n", "\r"};
        for (List<String> fields : records) {
            List<String> written = fields.stream()
                    .map(field -> random.nextBoolean() || field.isBlank() || field.matches("(?s).*[,\"\n\r].*")
                            ? "\"" + field.replace("\"", "\"\"") + "\""
                            : field)
                    .toList();
            text.append(String.join(",", written)).append(ends[random.nextInt(ends.length)]);
        }
        return text.toString();
    }

    private static CsvReader.CsvReaderBuilder reader() {
        return CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
    }

    private static List<List<String>> parse(String text) {
        return reader().ofCsvRecord(text).stream().map(r -> r.getFields()).toList();
    }

    private static List<String> frames(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        RecordFramer framer = RecordFramer.of(CSV);
        List<String> frames = new ArrayList<>();
        for (int start = 0; start < bytes.length; ) {
            int end = framer.end(bytes, start, bytes.length, true);
            frames.add(new String(bytes, start, end - start, UTF_8));
            start = end;
        }
        return frames;
    }

    private static List<String> frames(Format format, String text, int chunk) {
        return frames(format, text, new Random(0) {
            @Override
            public int nextInt(int bound) {
                return chunk - 1;
            }
        });
    }

    /** Shows the framer a little more each time, in an array that moves. */
    private static List<String> frames(Format format, String text, Random random) {
        byte[] all = text.getBytes(UTF_8);
        RecordFramer framer = RecordFramer.of(format);
        List<String> frames = new ArrayList<>();
        int start = 0;
        int limit = 0;
        while (start < all.length) {
            int shift = random.nextInt(4);
            byte[] moved = new byte[limit - start + shift];
            System.arraycopy(all, start, moved, shift, limit - start);
            int end = framer.end(moved, shift, moved.length, limit == all.length);
            if (end == RecordFramer.INCOMPLETE) {
                limit = Math.min(all.length, limit + 1 + random.nextInt(9));
            } else {
                frames.add(new String(Arrays.copyOfRange(moved, shift, end), UTF_8));
                start += end - shift;
            }
        }
        return frames;
    }
}
