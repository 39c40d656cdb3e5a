package io.millrace.partition.health.facts;

import io.millrace.partition.health.facts.SetFacts.Fallback;
import io.millrace.partition.health.facts.SetFacts.PartitionFacts;
import io.millrace.partitioning.catalog.SizeSql;
import io.millrace.partitioning.plan.Partition;
import io.millrace.partitioning.policy.PartitionSet;
import io.millrace.postgres.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads the facts of many sets in a handful of statements. Waits for nobody's lock: a partition that somebody has locked gives
 * no size. Blocks: call it on virtual threads.
 */
@ApplicationScoped
public class FactReader {
    private static final String PARENTS = """
            SELECT k.place::int AS place, c.oid::bigint AS oid, c.reltuples >= 0 AS analysed
              FROM unnest(?::text[]) WITH ORDINALITY AS k (name, place)
              JOIN pg_class c ON c.oid = to_regclass(k.name) AND c.relkind = 'p'
            """;
    private static final String PARTITIONS = """
            WITH %s
            SELECT parent.oid AS parent, c.relname::text AS name,
                   nullif(p.lower, '-infinity') AS lower, nullif(p.upper, 'infinity') AS upper,
                   i.inhdetachpending AS detaching, c.reltuples >= 0 AS analysed,
                   %s AS rows, %s AS bytes
              FROM unnest(:parents::bigint[]) AS parent (oid)
             CROSS JOIN LATERAL millrace.partitions(parent.oid::oid::regclass) p
              JOIN pg_class c ON c.oid = p.partition
              JOIN pg_inherits i ON i.inhrelid = c.oid
             ORDER BY parent.oid, p.lower, p.upper
            """.formatted(SizeSql.LOCKED, SizeSql.ROWS, SizeSql.BYTES_UNLESS_LOCKED);
    private static final String FALLBACKS = """
            SELECT p.partrelid::bigint AS parent, c.relname::text AS name, format('%I.%I', n.nspname, c.relname) AS sql
              FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partdefid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE p.partrelid = ANY (:parents::bigint[]::oid[])
            """;

    private final ObjectFacts objects;

    FactReader(ObjectFacts objects) {
        this.objects = objects;
    }

    private record Parent(int place, long oid, boolean analysed) {}

    /** @return the facts of each set, in the order of the sets */
    public List<SetFacts> read(Handle handle, List<PartitionSet> sets) {
        String[] names = sets.stream().map(set -> set.table().sql()).toArray(String[]::new);
        Map<Integer, Parent> parents = handle
                .createQuery(PARENTS)
                .bind(0, names)
                .map((row, context) ->
                        new Parent(row.getInt("place") - 1, row.getLong("oid"), row.getBoolean("analysed")))
                .stream()
                .collect(Collectors.toMap(Parent::place, Function.identity()));
        Long[] oids = parents.values().stream().map(Parent::oid).toArray(Long[]::new);
        Map<Long, List<PartitionFacts>> partitions =
                byParent(handle.createQuery(PARTITIONS).bind("parents", oids), (row, context) -> partition(row));
        Map<Long, List<Fallback>> fallbacks =
                byParent(handle.createQuery(FALLBACKS).bind("parents", oids), (row, context) -> fallback(handle, row));
        ObjectFacts.All all = objects.read(handle, oids);
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
                    fallbacks.getOrDefault(oid, List.of()).stream().findFirst().orElse(null),
                    all.indexes().getOrDefault(oid, List.of()),
                    all.sequences().getOrDefault(oid, List.of()),
                    all.waiting().getOrDefault(oid, List.of()),
                    all.leftovers().getOrDefault(oid, List.of()),
                    all.migrations().getOrDefault(set.table(), List.of()),
                    all.archives().getOrDefault(set.table(), List.of())));
        }
        return facts;
    }

    private static PartitionFacts partition(ResultSet row) throws SQLException {
        return new PartitionFacts(
                Partition.of(row.getString("name"), Sql.instant(row, "lower"), Sql.instant(row, "upper")),
                row.getLong("rows"),
                row.getObject("bytes", Long.class),
                row.getBoolean("analysed"),
                row.getBoolean("detaching"));
    }

    private static Fallback fallback(Handle handle, ResultSet row) throws SQLException {
        String count = "SELECT count(*) FROM (SELECT FROM %s LIMIT %d) AS counted"
                .formatted(row.getString("sql"), Fallback.COUNTED + 1);
        return new Fallback(
                row.getString("name"),
                handle.createQuery(count).mapTo(Long.class).one());
    }

    static <T> Map<Long, List<T>> byParent(Query query, RowMapper<T> mapper) {
        return gather(query, (row, context) -> row.getLong("parent"), mapper);
    }

    static <K, T> Map<K, List<T>> gather(Query query, RowMapper<K> key, RowMapper<T> mapper) {
        return query.map((row, context) -> Map.entry(key.map(row, context), mapper.map(row, context))).stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }
}
