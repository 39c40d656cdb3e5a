package io.millrace.partition.health;

import io.millrace.partition.health.SetFacts.Fallback;
import io.millrace.partition.health.SetFacts.PartitionFacts;
import io.millrace.partition.plan.Partition;
import io.millrace.partition.policy.PartitionSet;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of many sets in a handful of statements. Waits for nobody's lock: a partition that somebody has locked gives
 * no size. Blocks: call it on virtual threads.
 */
@ApplicationScoped
public class FactReader {
    private static final String PARENTS = """
            SELECT k.place::int AS place, c.oid::bigint AS oid, c.reltuples >= 0 AS analysed
              FROM unnest($1::text[]) WITH ORDINALITY AS k (name, place)
              JOIN pg_class c ON c.oid = to_regclass(k.name) AND c.relkind = 'p'
            """;
    private static final String PARTITIONS = """
            WITH locked AS MATERIALIZED (
                SELECT relation FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL)
            SELECT parent.oid AS parent, c.relname::text AS name,
                   nullif(p.lower, '-infinity') AS lower, nullif(p.upper, 'infinity') AS upper,
                   i.inhdetachpending AS detaching, c.reltuples >= 0 AS analysed,
                   CASE WHEN c.reltuples > 0 THEN c.reltuples::bigint ELSE pg_stat_get_live_tuples(c.oid) END AS rows,
                   CASE WHEN c.oid NOT IN (SELECT relation FROM locked) THEN pg_total_relation_size(c.oid) END AS bytes
              FROM unnest($1::bigint[]) AS parent (oid)
             CROSS JOIN LATERAL millrace.partitions(parent.oid::oid::regclass) p
              JOIN pg_class c ON c.oid = p.partition
              JOIN pg_inherits i ON i.inhrelid = c.oid
             ORDER BY parent.oid, p.lower, p.upper
            """;
    private static final String FALLBACKS = """
            SELECT p.partrelid::bigint AS parent, c.relname::text AS name, format('%I.%I', n.nspname, c.relname) AS sql
              FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partdefid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE p.partrelid = ANY ($1::bigint[]::oid[])
            """;

    private final ObjectFacts objects;

    FactReader(ObjectFacts objects) {
        this.objects = objects;
    }

    private record Parent(long oid, boolean analysed) {}

    /** @return the facts of each set, in the order of the sets */
    public List<SetFacts> read(SqlClient client, List<PartitionSet> sets) {
        Map<Integer, Parent> parents = new HashMap<>();
        String[] names = sets.stream().map(set -> set.table().sql()).toArray(String[]::new);
        rows(client, PARENTS, Tuple.of((Object) names))
                .forEach(row -> parents.put(
                        row.getInteger("place") - 1, new Parent(row.getLong("oid"), row.getBoolean("analysed"))));
        Long[] oids = parents.values().stream().map(Parent::oid).toArray(Long[]::new);
        Map<Long, List<PartitionFacts>> partitions = partitions(client, oids);
        Map<Long, Fallback> fallbacks = fallbacks(client, oids);
        ObjectFacts.All all = objects.read(client, oids);
        List<SetFacts> facts = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            PartitionSet set = sets.get(i);
            Parent parent = parents.get(i);
            long oid = parent == null ? -1 : parent.oid();
            facts.add(new SetFacts(
                    set,
                    parent != null,
                    parent != null && parent.analysed(),
                    partitions.getOrDefault(oid, List.of()),
                    fallbacks.get(oid),
                    all.indexes().getOrDefault(oid, List.of()),
                    all.sequences().getOrDefault(oid, List.of()),
                    all.waiting().getOrDefault(oid, List.of()),
                    all.leftovers().getOrDefault(oid, List.of()),
                    all.migrations().getOrDefault(set.table(), List.of()),
                    all.archives().getOrDefault(set.table(), List.of())));
        }
        return facts;
    }

    private static Map<Long, List<PartitionFacts>> partitions(SqlClient client, Long[] oids) {
        Map<Long, List<PartitionFacts>> partitions = new HashMap<>();
        rows(client, PARTITIONS, Tuple.of((Object) oids)).forEach(row -> partitions
                .computeIfAbsent(row.getLong("parent"), oid -> new ArrayList<>())
                .add(partition(row)));
        return partitions;
    }

    private static PartitionFacts partition(Row row) {
        Partition partition = new Partition(
                row.getString("name"),
                bound(row.getOffsetDateTime("lower"), Partition.NO_LOWER),
                bound(row.getOffsetDateTime("upper"), Partition.NO_UPPER));
        return new PartitionFacts(
                partition,
                row.getLong("rows"),
                row.getLong("bytes"),
                row.getBoolean("analysed"),
                row.getBoolean("detaching"));
    }

    private static Instant bound(@Nullable OffsetDateTime bound, Instant none) {
        return bound == null ? none : bound.toInstant();
    }

    private static Map<Long, Fallback> fallbacks(SqlClient client, Long[] oids) {
        Map<Long, Fallback> fallbacks = new HashMap<>();
        for (Row row : rows(client, FALLBACKS, Tuple.of((Object) oids)).toList()) {
            String count = "SELECT count(*) AS rows FROM (SELECT FROM %s LIMIT %d) AS counted"
                    .formatted(row.getString("sql"), Fallback.COUNTED + 1);
            long rows =
                    rows(client, count, Tuple.tuple()).findFirst().orElseThrow().getLong("rows");
            fallbacks.put(row.getLong("parent"), new Fallback(row.getString("name"), rows));
        }
        return fallbacks;
    }

    static Stream<Row> rows(SqlClient client, String sql, Tuple arguments) {
        return StreamSupport.stream(
                client.preparedQuery(sql).executeAndAwait(arguments).spliterator(), false);
    }
}
