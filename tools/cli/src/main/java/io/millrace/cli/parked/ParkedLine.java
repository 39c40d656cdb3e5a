package io.millrace.cli.parked;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.print.Failure;
import io.millrace.cli.print.Quantities;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Whether units are parked, in a line. */
public final class ParkedLine {
    /** For an answer: PostgreSQL may be away, and who asks for the status is in a hurry. */
    private static final Duration HURRY = Duration.ofSeconds(3);

    private static final int SHOWN = 5;

    private ParkedLine() {}

    /** @return a line with its end; empty when nothing is parked */
    public static String of(URI ingest) {
        try {
            JsonNode page = Api.json(new Api()
                    .exchange(Api.request(ingest, "/v1/parked?limit=1")
                            .timeout(HURRY)
                            .build()));
            long total = page.path("total").asLong();
            return total == 0
                    ? ""
                    : "\n%s %s parked (%s): ./millrace parked\n"
                            .formatted(Quantities.count(total), total == 1 ? "unit is" : "units are", datasets(page));
        } catch (IOException | Failure e) {
            return "\nWhether units are parked is not known: " + e.getMessage() + "\n";
        }
    }

    private static String datasets(JsonNode page) {
        JsonNode datasets = page.path("datasets");
        String named = StreamSupport.stream(datasets.spliterator(), false)
                .limit(SHOWN)
                .map(one -> one.path("dataset").asText() + ": "
                        + Quantities.count(one.path("units").asLong()))
                .collect(Collectors.joining(", "));
        return datasets.size() > SHOWN ? named + ", …" : named;
    }
}
