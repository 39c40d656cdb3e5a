package io.millrace.rows.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.TreeSet;

/**
 * How PostgreSQL would run a query.
 *
 * @param scanned the partitions that are read, by name
 * @param pruned those that are left out
 * @param estimatedRows as the planner guesses them
 * @param cost in PostgreSQL's units, of which a page read in sequence costs 1
 * @param plan as EXPLAIN (FORMAT JSON) tells it
 */
public record QueryPlan(List<String> scanned, List<String> pruned, long estimatedRows, double cost, JsonNode plan) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

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
