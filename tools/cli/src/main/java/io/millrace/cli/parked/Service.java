package io.millrace.cli.parked;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import java.io.InputStream;
import java.util.List;

/** What the parked units' API is asked. */
final class Service {
    private static final byte[] NOTHING = new byte[0];

    private final Api api = new Api();
    private final Targets targets;

    Service(Targets targets) {
        this.targets = targets;
    }

    /** @param query with its question mark, or empty */
    JsonNode list(String query) {
        return api.get(targets.ingest(), "/v1/parked" + query);
    }

    JsonNode get(String id) {
        return api.get(targets.ingest(), "/v1/parked/" + Api.encode(id));
    }

    InputStream raw(String id) {
        return api.stream(targets.ingest(), "/v1/parked/" + Api.encode(id) + "/raw");
    }

    /** @param verb retry or discard */
    JsonNode each(List<String> ids, String verb) {
        ObjectNode sum = JsonNodeFactory.instance.objectNode();
        ids.forEach(id -> add(sum, post("/v1/parked/" + Api.encode(id) + "/" + verb)));
        return sum;
    }

    JsonNode retry(String query) {
        return post("/v1/parked/retry" + query);
    }

    /** Again until none is left, or none can be discarded. */
    JsonNode discard(String query) {
        ObjectNode sum = JsonNodeFactory.instance.objectNode();
        JsonNode answer;
        do {
            answer = post("/v1/parked/discard" + query);
            add(sum, answer);
        } while (answer.path("left").asLong() > 0 && answer.path("discarded").asLong() > 0);
        return sum.put("left", answer.path("left").asLong());
    }

    private static void add(ObjectNode sum, JsonNode answer) {
        answer.properties()
                .forEach(count -> sum.put(
                        count.getKey(),
                        sum.path(count.getKey()).asLong() + count.getValue().asLong()));
    }

    private JsonNode post(String path) {
        return api.post(targets.ingest(), path, "application/json", NOTHING);
    }
}
