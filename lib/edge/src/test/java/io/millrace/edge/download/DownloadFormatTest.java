package io.millrace.edge.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DownloadFormatTest {
    private static final List<String> COLUMNS = List.of("line", "reason");
    private static final List<List<Object>> ROWS = List.of(List.of(17L, "\"x\" is no number"), List.of(18L, "ä"));

    private static String piece(DownloadFormat format, List<List<Object>> rows, boolean first) {
        return new String(format.piece(COLUMNS, rows, first), StandardCharsets.UTF_8);
    }

    @Test
    void csvNamesItsColumnsOnce() {
        assertThat(piece(DownloadFormat.CSV, ROWS, true))
                .isEqualTo("line,reason\r\n17,\"\"\"x\"\" is no number\"\r\n18,ä\r\n");
        assertThat(piece(DownloadFormat.CSV, ROWS.subList(1, 2), false)).isEqualTo("18,ä\r\n");
        assertThat(piece(DownloadFormat.CSV, List.of(), true)).isEqualTo("line,reason\r\n");
    }

    @Test
    void ndjsonIsAnObjectALine() {
        assertThat(piece(DownloadFormat.NDJSON, ROWS, true))
                .isEqualTo("{\"line\":17,\"reason\":\"\\\"x\\\" is no number\"}\n{\"line\":18,\"reason\":\"ä\"}\n");
        assertThat(piece(DownloadFormat.NDJSON, List.of(), true)).isEmpty();
    }
}
