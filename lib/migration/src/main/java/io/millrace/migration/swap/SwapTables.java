package io.millrace.migration.swap;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.TableName;
import io.millrace.migration.shape.TableStatements;
import io.millrace.postgres.Sql;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What SQL there is about the two tables themselves. */
final class SwapTables {
    private static final String MAKE = """
            SELECT count(millrace.create_partition(:target::regclass, lower(gap), upper(gap)))
              FROM (SELECT min(%1$s)::timestamptz AS first, max(%1$s)::timestamptz AS last FROM %2$s) AS span,
                   millrace.missing_partitions(
                       :target::regclass, :step, least(span.first, :now::timestamptz),
                       greatest(span.last, :until::timestamptz)) AS gap
            """;
    /** Partitions of a table with a work name are called as if it had its final one. */
    private static final String RENAMES = """
            SELECT format('ALTER TABLE %I.%I RENAME TO %I', n.nspname, c.relname,
                          millrace.partition_name(:name::regclass, p.lower, p.upper)) AS sql
              FROM millrace.partitions(:table::regclass) p
              JOIN pg_class c ON c.oid = p.partition
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_class work ON work.oid = :table::regclass
             WHERE position(work.relname || '_p' IN c.relname) = 1
                OR position(left(md5(work.relname), 8) IN c.relname) > 0
            """;

    private static final String LEAVES = """
            SELECT format('%I.%I', n.nspname, c.relname) AS name
              FROM pg_partition_tree(:table::regclass) t
              JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE t.isleaf
            UNION ALL
            SELECT :table::text FROM pg_class WHERE oid = :table::regclass AND relkind = 'r' AND NOT relispartition
             ORDER BY 1
            """;
    private static final String BOUNDS = """
            SELECT lower::timestamp::text AS lower FROM millrace.partitions(:table::regclass)
             WHERE isfinite(lower) ORDER BY lower
            """;

    private SwapTables() {}

    /** Partitions for all rows, and from now on until some time. */
    static void makePartitions(
            Handle handle,
            TableName source,
            TableName target,
            String column,
            Interval interval,
            Instant now,
            Instant until) {
        handle.createQuery(MAKE.formatted(quote(column), source.sql()))
                .bind("target", target.sql())
                .bind("step", interval.toString())
                .bind("now", Sql.utc(now))
                .bind("until", Sql.utc(until))
                .mapTo(Long.class)
                .one();
    }

    static void renamePartitions(Handle handle, TableName target, TableName finalName) {
        List<String> renames = handle.createQuery(RENAMES)
                .bind("table", target.sql())
                .bind("name", finalName.sql())
                .mapTo(String.class)
                .list();
        TableStatements.execute(handle, renames);
    }

    /** @return the tables that hold the rows: itself, or its leaf partitions */
    static List<String> leaves(Handle handle, TableName table) {
        return handle.createQuery(LEAVES)
                .bind("table", table.sql())
                .mapTo(String.class)
                .list();
    }

    /** @return where the partitions begin, in UTC */
    static List<String> bounds(Handle handle, TableName partitioned) {
        return handle.createQuery(BOUNDS)
                .bind("table", partitioned.sql())
                .mapTo(String.class)
                .list();
    }
}
