package io.millrace.cli.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Consent;
import io.millrace.cli.print.Failure;
import io.millrace.cli.print.Output;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The migrations of the partition service. */
final class Service {
    private static final String PATH = "/v1/migrations";
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final Api api = new Api();
    private final URI partition;

    Service(Targets targets) {
        this.partition = targets.partition();
    }

    JsonNode all() {
        return api.get(partition, PATH);
    }

    JsonNode get(String id) {
        return api.get(partition, PATH + "/" + Api.encode(id));
    }

    JsonNode plan(ObjectNode request) {
        return post(PATH + "?dryRun=true", request.toString());
    }

    JsonNode begin(ObjectNode request) {
        return post(PATH, request.toString());
    }

    /** @param verb pause, resume, rollback or cleanup */
    JsonNode tell(String id, String verb) {
        return post(PATH + "/" + Api.encode(id) + "/" + verb, "{}");
    }

    JsonNode post(String path, String body) {
        return api.post(partition, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Tells the plan and asks; then begins, and follows it when that is wanted. */
    void migrate(ObjectNode request, Consent consent, boolean watch, Output output) {
        JsonNode plan = plan(request);
        if (consent.isDryRun() || !plan.path("refusals").isEmpty()) {
            output.print(plan, () -> PlanText.of(plan));
            PlanText.sound(plan);
            return;
        }
        consent.ask(output, PlanText.of(plan));
        JsonNode begun = begin(request);
        JsonNode last = watch ? follow(begun.path("id").asText(), output) : begun;
        output.print(last, () -> MigrationText.of(last));
        mustNotHaveFailed(last);
    }

    /** Until the service does nothing more at it. Services may come and go meanwhile. */
    JsonNode follow(String id, Output output) {
        long heard = System.nanoTime();
        while (true) {
            String trouble;
            try {
                HttpResponse<String> response = api.exchange(
                        Api.request(partition, PATH + "/" + Api.encode(id)).build());
                if (response.statusCode() / 100 != 5) {
                    JsonNode migration = Api.json(response);
                    tell(migration, output);
                    if (!MigrationText.working(migration)) {
                        return migration;
                    }
                    heard = System.nanoTime();
                }
                trouble = "status " + response.statusCode();
            } catch (IOException e) {
                trouble = e.toString();
            }
            if (System.nanoTime() - heard > SILENCE.toNanos()) {
                throw new Failure(
                        Failure.FAILED,
                        "No news of migration %s for %d minutes (%s). It goes on by itself: ./millrace partitions migration %1$s"
                                .formatted(id, SILENCE.toMinutes(), trouble));
            }
            sleep();
        }
    }

    static void mustNotHaveFailed(JsonNode migration) {
        if (migration.path("state").asText().equals("failed")) {
            throw new Failure(Failure.FAILED, "The migration failed");
        }
    }

    private static void tell(JsonNode migration, Output output) {
        output.watcher().ifPresent(console -> {
            String line = "%s: %s, %s"
                    .formatted(
                            MigrationText.state(migration),
                            migration.path("step").asText(),
                            MigrationText.progress(migration));
            console.printf("\r%-100s%s", line, MigrationText.working(migration) ? "" : "\n");
            console.flush();
        });
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.FAILED, "interrupted");
        }
    }
}
