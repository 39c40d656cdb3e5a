package io.millrace.cli.parked;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.FakeService;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ParkedLineTest {
    private static String line(int status, String body) {
        try (FakeService service = new FakeService().answer("/v1/parked", status, request -> body)) {
            return ParkedLine.of(service.address());
        }
    }

    @Test
    void parkedUnitsAreALineAndNoneAreNothing() {
        assertThat(line(200, "{\"total\": 0, \"datasets\": [], \"parked\": []}"))
                .isEmpty();
        assertThat(line(200, "{\"total\": 1, \"datasets\": [{\"dataset\": \"p2\", \"units\": 1}]}"))
                .isEqualTo("\n1 unit is parked (p2: 1): ./millrace parked\n");
        String seven = "{\"dataset\": \"p\", \"units\": 1000},".repeat(7).replaceFirst(",$", "");
        assertThat(line(200, "{\"total\": 7000, \"datasets\": [" + seven + "]}"))
                .isEqualTo(
                        "\n7,000 units are parked (p: 1,000, p: 1,000, p: 1,000, p: 1,000, p: 1,000, …): ./millrace parked\n");
    }

    @Test
    void withoutPostgresOrTheServiceTheLineSaysSo() {
        assertThat(line(503, "{\"title\": \"The status is not known\", \"detail\": \"PostgreSQL does not answer\"}"))
                .isEqualTo(
                        "\nWhether units are parked is not known: The status is not known: PostgreSQL does not answer\n");
        URI gone;
        try (FakeService service = new FakeService()) {
            gone = service.address();
        }
        assertThat(ParkedLine.of(gone))
                .startsWith("\nWhether units are parked is not known")
                .endsWith("\n");
    }
}
