package io.millrace.cli.parked;

import io.millrace.api.parked.Discarded;
import io.millrace.api.parked.ParkedPage;
import io.millrace.api.parked.ParkedUnit;
import io.millrace.api.parked.Retried;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import java.io.InputStream;
import java.util.List;
import java.util.function.BinaryOperator;

/** What the parked units' API is asked. Of several answers the sum is given. */
final class ParkedCalls {
    private static final String PATH = "/v1/parked";

    private final Api api = new Api();
    private final Targets targets;

    ParkedCalls(Targets targets) {
        this.targets = targets;
    }

    /** @param query with its question mark, or empty */
    Answer<ParkedPage> list(String query) {
        return api.get(targets.ingest(), PATH + query, ParkedPage.class);
    }

    Answer<ParkedUnit> get(String id) {
        return api.get(targets.ingest(), of(id), ParkedUnit.class);
    }

    InputStream raw(String id) {
        return api.stream(targets.ingest(), of(id) + "/raw");
    }

    Retried retry(UnitChoice units) {
        return units.ids().isEmpty()
                ? post("/retry" + units.query(), Retried.class)
                : each(units.ids(), "/retry", Retried.class, (a, b) -> new Retried(a.retried() + b.retried()));
    }

    Discarded discard(UnitChoice units) {
        if (!units.ids().isEmpty()) {
            return each(units.ids(), "/discard", Discarded.class, ParkedCalls::sum);
        }
        // Again until none is left, or none can be discarded.
        Discarded all = new Discarded(0, 0, 0, 0, 0);
        Discarded last;
        do {
            last = post("/discard" + units.query(), Discarded.class);
            all = sum(all, last);
        } while (last.left() > 0 && last.discarded() > 0);
        return all;
    }

    private <T> T each(List<String> ids, String verb, Class<T> type, BinaryOperator<T> sum) {
        return ids.stream()
                .map(id -> post("/" + Api.encode(id) + verb, type))
                .reduce(sum)
                .orElseThrow();
    }

    private <T> T post(String path, Class<T> type) {
        return api.post(targets.ingest(), PATH + path, "", type).value();
    }

    private static String of(String id) {
        return PATH + "/" + Api.encode(id);
    }

    /** What the later answer says is left is what is left. */
    private static Discarded sum(Discarded earlier, Discarded later) {
        return new Discarded(
                earlier.discarded() + later.discarded(),
                earlier.rejects() + later.rejects(),
                earlier.skipped() + later.skipped(),
                earlier.failedJobs() + later.failedJobs(),
                later.left());
    }
}
