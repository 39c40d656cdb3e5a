package io.millrace.cli.parked;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.time.Duration;
import java.time.Instant;

/** A parked unit as the service tells it. */
record Unit(JsonNode document) {
    /** Of a cause in a list; the whole stands in show. */
    private static final int CAUSE = 36;

    String text(String field) {
        return document.path(field).asText("");
    }

    /** Which part of its upload or stream it is, in a few words. */
    String place() {
        JsonNode stream = document.path("stream");
        if (!stream.isMissingNode()) {
            return "partition %s from %s"
                    .formatted(
                            stream.path("partition").asText(),
                            stream.path("from").asText());
        }
        JsonNode job = document.path("job");
        return job.isMissingNode()
                ? "no unit"
                : job.has("unit") ? "unit " + job.path("unit").asText() : "end marker";
    }

    String shortCause() {
        String cause = text("cause").replaceAll("\\s+", " ");
        return cause.codePointCount(0, cause.length()) <= CAUSE
                ? cause
                : cause.substring(0, cause.offsetByCodePoints(0, CAUSE - 1)) + "…";
    }

    /** How long until it is tried again. */
    String nextTry(Instant now) {
        long seconds = Duration.between(now, Instant.parse(text("retryAt"))).toSeconds();
        if (seconds <= 0) {
            return "now";
        }
        return seconds < 120 ? "in " + seconds + " s" : "in " + seconds / 60 + " min";
    }

    /** All of it. */
    String shown() {
        Table table = new Table("parked unit", text("id")).row("dataset", text("dataset"));
        JsonNode job = document.path("job");
        if (!job.isMissingNode()) {
            table.row("upload", job.path("id").asText())
                    .row("file", job.path("sourceName").asText(""));
            table.row("unit", job.has("unit") ? job.path("unit").asText() + ", bytes " + range(job) : "the end marker");
        }
        JsonNode stream = document.path("stream");
        if (!stream.isMissingNode()) {
            table.row("topic", stream.path("topic").asText(""))
                    .row("partition", stream.path("partition").asText() + ", offsets " + range(stream));
        }
        table.row("stage", text("stage"));
        if (document.has("table")) {
            table.row("table", text("table"));
        }
        return table.row("cause", text("cause"))
                .row("remedy", text("remedy"))
                .row("attempts", text("attempts"))
                .row("parked", text("parkedAt"))
                .row("tried last", text("triedAt"))
                .row("tried again", text("retryAt"))
                .row("bytes kept", Quantities.count(document.path("bytes").asLong()))
                .render();
    }

    /** Both ends included. */
    private static String range(JsonNode place) {
        return place.path("from").asText() + " to " + (place.path("to").asLong() - 1);
    }
}
