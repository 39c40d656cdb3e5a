package io.millrace.api.rows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * How PostgreSQL would run a query.
 *
 * @param scanned the partitions that are read, by name
 * @param pruned those that are left out
 * @param estimatedRows as the planner guesses them
 * @param cost in PostgreSQL's units, of which a page read in sequence costs 1
 * @param plan as EXPLAIN (FORMAT JSON) tells it
 */
public record QueryPlan(List<String> scanned, List<String> pruned, long estimatedRows, double cost, JsonNode plan) {}
