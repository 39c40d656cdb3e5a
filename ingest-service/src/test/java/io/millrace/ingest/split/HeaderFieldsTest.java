package io.millrace.ingest.split;

import static io.millrace.ingest.split.InputSlices.CSV;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import io.millrace.contract.message.Format;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HeaderFieldsTest {
    @Test
    void readsNamesAsTheFramerDoes() {
        assertThat(HeaderFields.of(CSV, "a,\"b,\"\"c\"\"\",,d\"e\r\n", 10)).containsExactly("a", "b,\"c\"", "", "d\"e");
        assertThat(HeaderFields.of(CSV, "a,\n", 10)).containsExactly("a", "");
        assertThat(HeaderFields.of(CSV.toBuilder().setEscape("\\").build(), "\"a\\\"b\",c", 10))
                .containsExactly("a\"b", "c");
        assertThat(HeaderFields.of(CSV.toBuilder().clearQuote().clearEscape().build(), "\"a\",b\r", 10))
                .containsExactly("\"a\"", "b");
    }

    @Test
    void anEscapeThatIsNotTheQuoteIsReadAsInRows() {
        Format escaped = CSV.toBuilder().setEscape("\\").build();
        assertThat(HeaderFields.of(escaped, "\"a\\x\",\"b\\\\\",\"c\"\"d\"", 10))
                .containsExactly("a\\x", "b\\", "cd");
    }

    @Property
    void namesAreThoseThatFastCsvReads(@ForAll("fields") List<String> fields, @ForAll Random random) {
        String line = String.join(
                ",",
                fields.stream()
                        .map(field -> random.nextBoolean() || field.isEmpty() || field.matches("(?s).*[,\"\r\n].*")
                                ? '"' + field.replace("\"", "\"\"") + '"'
                                : field)
                        .toList());
        assertThat(HeaderFields.of(CSV, line + "\r\n", 100))
                .isEqualTo(fields)
                .isEqualTo(CsvReader.builder().ofCsvRecord(line).stream()
                        .toList()
                        .getFirst()
                        .getFields());
    }

    @Provide
    Arbitrary<List<String>> fields() {
        return Arbitraries.strings()
                .withChars("ab ,\"\n\ré")
                .ofMaxLength(6)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Test
    void stopsBehindTheLimit() {
        assertThat(HeaderFields.of(CSV, "a,".repeat(1_000_000), 100)).hasSize(101);
    }
}
