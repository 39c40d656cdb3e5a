package io.millrace.cli.upload;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.print.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An upload as the service tells it. */
record Job(JsonNode document) {

    String id() {
        return document.path("id").asText();
    }

    String dataset() {
        return document.path("dataset").asText();
    }

    String state() {
        return document.path("state").asText();
    }

    String reason() {
        return document.path("reason").asText("");
    }

    String sourceName() {
        return document.path("sourceName").asText("");
    }

    boolean hasEnded() {
        return switch (state()) {
            case "complete", "complete_with_rejects", "failed", "aborted" -> true;
            default -> false;
        };
    }

    boolean needsAttention() {
        return state().equals("attention");
    }

    long unitsParked() {
        return document.path("units").path("parked").asLong();
    }

    /** What is the matter with parked units, and where more is told. */
    String attention() {
        return "%s %s parked: %s; see ./millrace parked --job %s"
                .formatted(
                        Quantities.count(unitsParked()), unitsParked() == 1 ? "unit is" : "units are", reason(), id());
    }

    /** Differs between two answers when anything of it came in meanwhile, or was parked or given up. */
    String stand() {
        return document.path("units").toString() + document.path("rows") + document.path("bytes");
    }

    long rows(String outcome) {
        return document.path("rows").path(outcome).asLong();
    }

    /** Of the unpacked input. */
    long bytes(String which) {
        return document.path("bytes").path(which).asLong();
    }

    String startedAt() {
        return document.path("startedAt").asText("");
    }

    /** From the first byte to the last commit, as the services saw it. */
    Optional<Duration> took() {
        String completed = document.path("completedAt").asText("");
        return startedAt().isEmpty() || completed.isEmpty() || completed.equals("null")
                ? Optional.empty()
                : Optional.of(Duration.between(Instant.parse(startedAt()), Instant.parse(completed)));
    }
}
