package io.millrace.ingest.split;

import static io.millrace.ingest.split.Slices.CSV;
import static org.assertj.core.api.Assertions.assertThat;

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
    void stopsBehindTheLimit() {
        assertThat(HeaderFields.of(CSV, "a,".repeat(1_000_000), 100)).hasSize(101);
    }
}
