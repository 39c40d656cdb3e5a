package io.millrace.partition.archive;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.Servers;
import java.util.List;

/** A partition set of a table with one old month and a copy of its rows beside it. */
record Months(TableName table) {
    static final String OLD = "2020-02-01";

    /** @param columns beside {@code at}, as SQL */
    static Months create(String name, String columns, String expired) {
        TableName table = new TableName("public", name);
        String sql = table.sql();
        Servers.execute("""
                CREATE TABLE %s (at timestamptz NOT NULL%s) PARTITION BY RANGE (at);
                INSERT INTO millrace.partition_set (schema_name, table_name, time_column, step, premake, retention, expired)
                VALUES ('public', '%s', 'at', 'month', 1, '12 months', '%s');
                SELECT millrace.ensure_partitions('%s', '2020-01-15', '2020-03-15');
                """.formatted(sql, columns, name.replace("'", "''"), expired, sql.replace("'", "''")));
        return new Months(table);
    }

    /** @param values of the columns beside {@code at}, as SQL over g */
    void fill(int rows, String values) {
        Servers.execute("""
                INSERT INTO %1$s SELECT '2020-02-01'::timestamptz + g * interval '1 minute'%2$s FROM generate_series(1, %3$d) g;
                CREATE TABLE %4$s AS SELECT * FROM %1$s
                """.formatted(table.sql(), values, rows, copy()));
    }

    String copy() {
        return TableName.quote(
                "copy of " + table.name().substring(0, Math.min(table.name().length(), 30)));
    }

    /** The name of the old month's partition. */
    String partition() {
        return Servers.query(
                        "SELECT c.relname FROM millrace.partitions(to_regclass(?)) p JOIN pg_class c ON c.oid = p.partition"
                                + " WHERE p.lower = '2020-02-01 00:00+00'",
                        table.sql())
                .getFirst();
    }

    boolean has(String partition) {
        return Servers.query(
                        "SELECT count(*) FROM millrace.partitions(to_regclass(?)) p WHERE p.partition = to_regclass(?)",
                        table.sql(),
                        new TableName("public", partition).sql())
                .equals(List.of("1"));
    }

    /** Rows that the one has more often than the other, both ways; as text, since not every type has equality. */
    List<String> differences(String other) {
        return Servers.query("""
                (SELECT t::text FROM %1$s t EXCEPT ALL SELECT t::text FROM %2$s t)
                UNION ALL (SELECT t::text FROM %2$s t EXCEPT ALL SELECT t::text FROM %1$s t) LIMIT 3
                """.formatted(other, copy()));
    }
}
