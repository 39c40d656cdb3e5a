package io.millrace.partition.health.facts;

import static io.millrace.partition.health.facts.FactReader.byParent;
import static io.millrace.partition.health.facts.FactReader.gather;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.health.facts.SetFacts.IndexFacts;
import io.millrace.partition.health.facts.SetFacts.Leftover;
import io.millrace.partition.health.facts.SetFacts.SequenceFacts;
import io.millrace.partition.health.facts.SetFacts.Unfinished;
import io.millrace.partition.health.facts.SetFacts.Unverified;
import io.millrace.partition.health.facts.SetFacts.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** What hangs on the parents and their partitions: one statement for each kind of thing, for all parents together. */
@ApplicationScoped
public class ObjectFacts {
    private static final String INDEXES = """
            SELECT i.indrelid::bigint AS parent, i.indexrelid::regclass::text AS index, c.relname::text AS partition,
                   true AS missing
              FROM pg_index i
              JOIN pg_inherits h ON h.inhparent = i.indrelid AND NOT h.inhdetachpending
              JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind IN ('r', 'p')
             WHERE i.indrelid = ANY (:parents::bigint[]::oid[])
               AND NOT EXISTS (SELECT FROM pg_inherits x JOIN pg_index part ON part.indexrelid = x.inhrelid
                                WHERE x.inhparent = i.indexrelid AND part.indrelid = c.oid)
            UNION ALL
            SELECT h.inhparent::bigint, i.indexrelid::regclass::text, c.relname::text, false
              FROM pg_inherits h JOIN pg_index i ON i.indrelid = h.inhrelid JOIN pg_class c ON c.oid = h.inhrelid
             WHERE h.inhparent = ANY (:parents::bigint[]::oid[]) AND NOT i.indisvalid AND c.relkind = 'r'
             ORDER BY 1, 2, 3
            """;
    /** Sequences that a column owns, and those that only its default names. */
    private static final String SEQUENCES = """
            SELECT DISTINCT a.attrelid::bigint AS parent, a.attname::text AS column, s.seqrelid::regclass::text AS sequence,
                   coalesce(pg_sequence_last_value(s.seqrelid), 0) AS last,
                   least(s.seqmax, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
                                   ELSE s.seqmax END) AS most
              FROM (SELECT refobjid AS relation, refobjsubid AS attnum, objid AS sequence FROM pg_depend
                     WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')
                    UNION ALL
                    SELECT f.adrelid, f.adnum, d.refobjid FROM pg_attrdef f
                      JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
                                      AND d.refclassid = 'pg_class'::regclass) AS fills
              JOIN pg_sequence s ON s.seqrelid = fills.sequence AND s.seqincrement > 0
              JOIN pg_attribute a ON a.attrelid = fills.relation AND a.attnum = fills.attnum
             WHERE fills.relation = ANY (:parents::bigint[]::oid[])
             ORDER BY 1, 2
            """;

    private static final String WAITING = """
            SELECT t.parent::bigint AS parent, l.relation::regclass::text AS relation, l.mode, l.pid,
                   extract(epoch FROM clock_timestamp() - coalesce(l.waitstart, a.query_start)) AS seconds,
                   pg_blocking_pids(l.pid) AS blockers
              FROM pg_locks l
              JOIN (SELECT oid AS parent, oid AS relation FROM unnest(:parents::bigint[]::oid[]) AS oid
                    UNION ALL
                    SELECT inhparent, inhrelid FROM pg_inherits WHERE inhparent = ANY (:parents::bigint[]::oid[])) AS t
                ON t.relation = l.relation
              JOIN pg_stat_activity a ON a.pid = l.pid
             WHERE NOT l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
             ORDER BY 1, 5 DESC
            """;
    private static final String LEFTOVERS = """
            SELECT p.oid::bigint AS parent, c.relname::text AS name, greatest(c.reltuples, pg_stat_get_live_tuples(c.oid))::bigint AS rows
              FROM pg_class p
              JOIN pg_class c ON c.relnamespace = p.relnamespace AND c.relkind = 'r' AND NOT c.relispartition
                             AND starts_with(c.relname::text, p.relname::text || '_p')
                             AND substr(c.relname::text, length(p.relname::text) + 1) ~ '^_p\\d{8}(_\\d+)*$'
             WHERE p.oid = ANY (:parents::bigint[]::oid[])
             ORDER BY 1, 2
            """;
    private static final String MIGRATIONS = """
            SELECT id, kind, schema_name, table_name, state, error,
                   extract(epoch FROM clock_timestamp() - created_at) AS seconds
              FROM millrace.migration WHERE state NOT IN ('rolled_back', 'done') ORDER BY id
            """;

    /** What is to be archived and was not read back yet. */
    private static final String ARCHIVES = """
            SELECT schema_name, table_name, partition_name, state, error FROM millrace.archive
             WHERE expired = 'archive' AND (state IN ('detaching', 'detached', 'written') OR state = 'verified' AND error IS NOT NULL)
             ORDER BY partition_name
            """;

    /** By the oid of the parent, or by its name. */
    record All(
            Map<Long, List<IndexFacts>> indexes,
            Map<Long, List<SequenceFacts>> sequences,
            Map<Long, List<Waiting>> waiting,
            Map<Long, List<Leftover>> leftovers,
            Map<TableName, List<Unfinished>> migrations,
            Map<TableName, List<Unverified>> archives) {}

    All read(Handle handle, Long[] oids) {
        Function<String, Query> of = sql -> handle.createQuery(sql).bind("parents", oids);
        return new All(
                byParent(
                        of.apply(INDEXES),
                        (row, context) -> new IndexFacts(
                                row.getString("index"), row.getString("partition"), row.getBoolean("missing"))),
                byParent(
                        of.apply(SEQUENCES),
                        (row, context) -> new SequenceFacts(
                                row.getString("column"),
                                row.getString("sequence"),
                                row.getLong("last"),
                                row.getLong("most"))),
                byParent(
                        of.apply(WAITING),
                        (row, context) -> new Waiting(
                                row.getString("relation"),
                                row.getString("mode"),
                                row.getInt("pid"),
                                seconds(row),
                                List.of((Integer[]) row.getArray("blockers").getArray()))),
                byParent(
                        of.apply(LEFTOVERS),
                        (row, context) -> new Leftover(row.getString("name"), row.getLong("rows"))),
                gather(
                        handle.createQuery(MIGRATIONS),
                        (row, context) -> table(row),
                        (row, context) -> new Unfinished(
                                row.getLong("id"),
                                row.getString("kind"),
                                row.getString("state"),
                                row.getString("error"),
                                seconds(row))),
                gather(
                        handle.createQuery(ARCHIVES),
                        (row, context) -> table(row),
                        (row, context) -> new Unverified(
                                row.getString("partition_name"), row.getString("state"), row.getString("error"))));
    }

    private static TableName table(ResultSet row) throws SQLException {
        return new TableName(row.getString("schema_name"), row.getString("table_name"));
    }

    private static Duration seconds(ResultSet row) throws SQLException {
        return Duration.ofMillis(row.getBigDecimal("seconds").movePointRight(3).longValue());
    }
}
