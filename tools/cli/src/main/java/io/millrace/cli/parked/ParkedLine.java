package io.millrace.cli.parked;

import io.millrace.api.parked.ParkedPage;
import io.millrace.cli.http.Api;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Quantities;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Whether units are parked, in a line. */
public final class ParkedLine {
    /** For an answer: PostgreSQL may be away, and who asks for the status is in a hurry. */
    private static final Duration HURRY = Duration.ofSeconds(3);

    private static final int SHOWN = 5;

    private ParkedLine() {}

    /** @return a line with its end; empty when nothing is parked */
    public static String of(URI ingest) {
        try {
            ParkedPage page = Api.read(
                            new Api()
                                    .exchange(Api.request(ingest, "/v1/parked?limit=1")
                                            .timeout(HURRY)
                                            .build()),
                            ParkedPage.class)
                    .value();
            return page.total() == 0
                    ? ""
                    : "\n%s %s parked (%s): ./millrace parked\n"
                            .formatted(
                                    Quantities.count(page.total()),
                                    page.total() == 1 ? "unit is" : "units are",
                                    datasets(page.datasets()));
        } catch (IOException | CommandFailure e) {
            return "\nWhether units are parked is not known: " + e.getMessage() + "\n";
        }
    }

    private static String datasets(List<ParkedPage.Count> datasets) {
        String named = datasets.stream()
                .limit(SHOWN)
                .map(one -> one.dataset() + ": " + Quantities.count(one.units()))
                .collect(Collectors.joining(", "));
        return datasets.size() > SHOWN ? named + ", …" : named;
    }
}
