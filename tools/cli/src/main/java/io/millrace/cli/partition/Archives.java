package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Failure;
import java.time.Duration;
import java.util.Set;

/** Partitions that left a table, as commands look for them and wait for them. */
record Archives(Api api, Targets targets, String name) {
    private static final Duration PAUSE = Duration.ofMillis(500);

    static String path(String name) {
        return SetPath.of(name) + "/partitions/archives";
    }

    /** @return the newest with the partition's name that can be in one of the states */
    JsonNode newest(String partition, Set<String> states) {
        JsonNode newest = null;
        for (JsonNode archive : api.get(targets.partition(), path(name))) {
            if (archive.path("partition").asText().equals(partition)
                    && states.contains(archive.path("state").asText())) {
                newest = archive;
            }
        }
        if (newest == null) {
            throw new Failure(
                    Failure.FAILED,
                    "No partition %s of %s is there in that state; see ./millrace partitions archives %s"
                            .formatted(partition, name, name));
        }
        return newest;
    }

    /** @return the partition once it is in the state; it is told when it cannot get there for now */
    JsonNode await(long id, String state) {
        while (true) {
            JsonNode archive = api.get(targets.partition(), path(name) + "/" + id);
            if (archive.path("state").asText().equals(state)) {
                return archive;
            }
            if (archive.has("error")) {
                throw new Failure(
                        Failure.FAILED,
                        "%s is %s: %s"
                                .formatted(
                                        archive.path("partition").asText(),
                                        archive.path("state").asText(),
                                        archive.path("error").asText()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.FAILED, "Interrupted; the service goes on");
        }
    }
}
