package io.millrace.rows.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.api.rows.QueryPlan;
import java.util.List;
import java.util.TreeSet;

/** Reads what EXPLAIN tells of a query. */
final class PlanReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PlanReader() {}

    /** @param leaves the tables that could be read */
    static QueryPlan of(String explained, List<String> leaves) {
        try {
            JsonNode plan = JSON.readTree(explained);
            TreeSet<String> read =
                    new TreeSet<>(plan.findValuesAsText("Relation Name")); // those that are pruned are not in the plan
            JsonNode top = plan.path(0).path("Plan");
            return new QueryPlan(
                    leaves.stream().filter(read::contains).toList(),
                    leaves.stream().filter(leaf -> !read.contains(leaf)).toList(),
                    top.path("Plan Rows").asLong(),
                    top.path("Total Cost").asDouble(),
                    plan);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(explained, e);
        }
    }
}
