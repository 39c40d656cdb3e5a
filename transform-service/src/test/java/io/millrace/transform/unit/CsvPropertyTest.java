package io.millrace.transform.unit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.framing.LineCounter;
import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.ListArbitrary;

class CsvPropertyTest {
    private static final Dataset TRIPLE = DatasetDocument.read("""
            name: triple
            table: public.triple
            timeColumn: at
            partitioning: {interval: month}
            columns:
              - {name: a, type: text}
              - {name: b, type: text}
              - {name: c, type: text}
              - {name: at, type: timestamptz, default: now}
            """);
    private static final Format FORMAT = Units.csv(List.of("a", "b", "c")).toBuilder()
            .setNullText("NULL")
            .setComment("#")
            .build();

    private static final String MISCLOSED_ON_ITS_SECOND_LINE = "\"multi\nline\",\"b\"x,c";

    /** How a record may be broken; each costs exactly that record, or the lines of it if a quote is at fault. */
    private static final List<String> BROKEN = List.of(
            "\"x\"y,b,c", "a,b", "a,b,c,d", "a\0,b,c", "\u0001\u0001", "\"a\n\"\"b\",c", MISCLOSED_ON_ITS_SECOND_LINE);

    @Provide
    Arbitrary<List<String>> record() {
        return text("a", "b", ",", "\"", "\n", "\r", "#", " ", "ä", "😀", "\\")
                .ofMaxSize(6)
                .map(parts -> String.join("", parts))
                .list()
                .ofSize(3);
    }

    @Provide
    Arbitrary<String> lineEnd() {
        return Arbitraries.of("\n", "\r\n", "\r");
    }

    @Property
    void recordsAreReadAsFastCsvReadsThemWhole(
            @ForAll("records") List<List<String>> records,
            @ForAll("lineEnd") String lineEnd,
            @ForAll boolean lastEnds) {
        String text = csv(records, lineEnd, lastEnds);
        List<CsvRecord> whole = CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofCsvRecord(text).stream()
                .toList();
        Rows rows = Units.transform(TRIPLE, FORMAT, text);
        assertThat(texts(rows))
                .isEqualTo(whole.stream().map(CsvRecord::getFields).toList());
        assertThat(rows.getRejectsList()).isEmpty();
    }

    @Property
    void aBrokenRecordIsRejectedAloneAndExactly(
            @ForAll("records") List<List<String>> before,
            @ForAll("records") List<List<String>> after,
            @ForAll("broken") String broken,
            @ForAll("lineEnd") String lineEnd) {
        String head = csv(before, lineEnd, true);
        String bad = broken + lineEnd;
        Rows clean = Units.transform(TRIPLE, FORMAT, head + csv(after, lineEnd, true));
        Rows rows = Units.transform(TRIPLE, FORMAT, head + bad + csv(after, lineEnd, true));

        assertThat(rows.getTuples()).isEqualTo(clean.getTuples());
        Reject reject = rows.getRejects(0);
        assertThat(reject.getLine()).isEqualTo(11 + lines(head));
        assertThat(reject.getOffset()).isEqualTo(1_000 + head.getBytes(UTF_8).length);
        assertThat(rows.getRejectsList().stream().map(one -> one.getRaw().toStringUtf8()))
                .containsExactly(
                        broken.equals(MISCLOSED_ON_ITS_SECOND_LINE)
                                ? new String[] {"\"multi\n", "line\",\"b\"x,c" + lineEnd}
                                : new String[] {bad});
        List<Long> expected = new ArrayList<>(lineNumbers(clean));
        expected.replaceAll(line -> line < 11 + lines(head) ? line : line + lines(bad));
        assertThat(lineNumbers(rows)).isEqualTo(expected);
    }

    @Property
    void malformedBytesAreRejectedAloneToo(
            @ForAll("records") List<List<String>> before, @ForAll("records") List<List<String>> after) {
        byte[] head = csv(before, "\n", true).getBytes(UTF_8);
        byte[] tail = csv(after, "\n", true).getBytes(UTF_8);
        byte[] payload = java.util.Arrays.copyOf(head, head.length + 6 + tail.length);
        System.arraycopy(new byte[] {'a', ',', (byte) 0xC3, ',', 'c', '\n'}, 0, payload, head.length, 6);
        System.arraycopy(tail, 0, payload, head.length + 6, tail.length);
        Rows rows = Units.transform(TRIPLE, FORMAT, payload);
        assertThat(rows.getRejectsCount()).isEqualTo(1);
        assertThat(rows.getRejects(0).getOffset()).isEqualTo(1_000 + head.length);
        assertThat(rows.getCount()).isEqualTo(before.size() + after.size());
    }

    @Property
    void anEscapeThatIsNotTheQuoteIsUnderstood(
            @ForAll("records") List<List<String>> records, @ForAll("lineEnd") String lineEnd) {
        Format format = FORMAT.toBuilder().setEscape("\\").build();
        StringBuilder text = new StringBuilder();
        for (List<String> fields : records) {
            text.append(String.join(
                            ",",
                            fields.stream()
                                    .map(field ->
                                            '"' + field.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                                    .toList()))
                    .append(lineEnd)
                    .append("# \" a comment")
                    .append(lineEnd);
        }
        assertThat(texts(Units.transform(TRIPLE, format, text.toString()))).isEqualTo(records);
    }

    @Property(tries = 2000)
    void anyTextGivesEachRecordARowOrAReject(@ForAll("text") String text, @ForAll boolean escapes) {
        Format format = escapes ? FORMAT.toBuilder().setEscape("\\").build() : FORMAT;
        List<Long> all = new ArrayList<>();
        List<Long> broken = new ArrayList<>();
        byte[] bytes = text.getBytes(UTF_8);
        RecordFramer framer = RecordFramer.of(format);
        long line = 11;
        for (int at = 0; at < bytes.length; ) {
            int end = framer.end(bytes, at, bytes.length, true);
            if (bytes[at] != '\n' && bytes[at] != '\r' && bytes[at] != '#') {
                all.add(line);
            }
            if (framer.broken()) {
                broken.add(line);
            }
            line += LineCounter.count(bytes, at, end);
            at = end;
        }
        Rows rows = Units.transform(TRIPLE, format, text);
        assertThat(rows.getCount()).isEqualTo(texts(rows).size());
        assertThat(rows.getRejectsList()).isSortedAccordingTo(java.util.Comparator.comparingLong(Reject::getOffset));
        List<Long> told = new ArrayList<>(lineNumbers(rows));
        rows.getRejectsList().forEach(reject -> told.add(reject.getLine()));
        assertThat(told).containsExactlyInAnyOrderElementsOf(all);
        assertThat(rows.getRejectsList().stream()
                        .filter(reject -> reject.getReason().contains(" quote "))
                        .map(Reject::getLine))
                .isEqualTo(broken);
    }

    /** A doubled quote inside quotes is nothing when the escape is another character: \r and \n meet, and are still two lines. */
    @Example
    void linesAreCountedInTheTextAsItCame() {
        anyTextGivesEachRecordARowOrAReject("\"\r\"\"\n\",\"b\",\"c\"\nx,y\n", true);
        anyTextGivesEachRecordARowOrAReject("\"\r\"\"\n\",\"#,\"\"\\\r\\\r\na\n\"\n\ra\\\n\\,\",\r\\\0", true);
    }

    @Provide
    Arbitrary<String> text() {
        return text("a", ",", ",", "\"", "\"", "\n", "\r", "#", " ", "\0", "😀", "\\")
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
    }

    private static ListArbitrary<String> text(String... characters) {
        return Arbitraries.of(characters).list();
    }

    @Provide
    Arbitrary<List<List<String>>> records() {
        return record().list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> broken() {
        return Arbitraries.of(BROKEN);
    }

    /** Every field quoted, so that it is no NULL, comment or blank line. */
    private static String csv(List<List<String>> records, String lineEnd, boolean lastEnds) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < records.size(); i++) {
            text.append(String.join(
                    ",",
                    records.get(i).stream()
                            .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                            .toList()));
            text.append(i < records.size() - 1 || lastEnds ? lineEnd : "");
        }
        return text.toString();
    }

    private static List<List<String>> texts(Rows rows) {
        return Decoded.rows(rows).stream().map(row -> row.subList(0, 3)).toList();
    }

    private static long lines(String text) {
        return text.replace("\r\n", "\n")
                .chars()
                .filter(c -> c == '\n' || c == '\r')
                .count();
    }

    private static List<Long> lineNumbers(Rows rows) {
        List<Long> numbers = new ArrayList<>();
        for (Lines run : rows.getLinesList()) {
            for (int i = 0; i < run.getCount(); i++) {
                numbers.add(run.getFirst() + i);
            }
        }
        return numbers;
    }
}
