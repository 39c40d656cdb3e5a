package io.millrace.bench.read;

import io.millrace.bench.measure.Client;
import io.millrace.bench.measure.SampleDocument;
import io.millrace.bench.measure.Target;
import java.sql.SQLException;
import java.time.LocalDate;

/** The same rows in partitions, in one table with and without an index, and one month of them alone. */
final class Tables {
    static final LocalDate FROM = LocalDate.of(2023, 1, 1);
    static final int MONTHS = 36;
    /** The month that is asked for lies in the middle. */
    static final LocalDate MONTH = LocalDate.of(2024, 6, 1);

    static final String DATASET = "bench-read";
    static final String BIG = "bench-big";
    static final String PARTITIONED = "public.bench_read";
    static final String PLAIN = "public.bench_plain";
    static final String INDEXED = "public.bench_indexed";
    static final String ALONE = "public.bench_alone";

    private Tables() {}

    /** In the order of time, as rows arrive in life: what suits an index best. */
    private static String rows(int rows) {
        return """
                SELECT 's-' || n %% 500, timestamptz '%s' + (timestamptz '%s' - timestamptz '%s') * (n / %d.0),
                       n %% 400 / 10.0, n %% 1000 / 10.0, 1000 + n %% 50, (ARRAY['OK', 'WARN', 'FAIL'])[1 + n %% 3]
                  FROM generate_series(0, %d) n
                """.formatted(FROM + "Z", FROM.plusMonths(MONTHS) + "Z", FROM + "Z", rows, rows - 1);
    }

    static void make(Client client, Target target, int rows) throws Exception {
        partitioned(client, target, DATASET, PARTITIONED, rows);
        for (String table : new String[] {PLAIN, INDEXED, ALONE}) {
            target.run("CREATE TABLE %s (LIKE %s)".formatted(table, PARTITIONED));
            target.run("INSERT INTO %s SELECT * FROM %s%s ORDER BY recorded_at"
                    .formatted(table, PARTITIONED, table.equals(ALONE) ? " WHERE " + condition() : ""));
        }
        target.run("CREATE INDEX ON %s (recorded_at)".formatted(INDEXED));
        settle(target, PLAIN, INDEXED, ALONE);
    }

    static void makeBig(Client client, Target target, int rows) throws Exception {
        partitioned(client, target, BIG, "public.bench_big", rows);
    }

    private static void partitioned(Client client, Target target, String dataset, String table, int rows)
            throws Exception {
        client.dataset(dataset, SampleDocument.yaml(dataset, table, "", ""));
        target.run("SELECT millrace.ensure_partitions('%s', '%s', '%s')"
                .formatted(table, FROM + "Z", FROM.plusMonths(MONTHS).minusDays(1) + "Z"));
        target.run("INSERT INTO %s (sensor_id, recorded_at, temperature, humidity, pressure, status) %s"
                .formatted(table, rows(rows)));
        settle(target, table);
    }

    private static void settle(Target target, String... tables) throws SQLException {
        for (String table : tables) {
            target.run("VACUUM ANALYZE " + table);
        }
        target.run("CHECKPOINT");
    }

    static String condition() {
        return "recorded_at >= '%sZ' AND recorded_at < '%sZ'".formatted(MONTH, MONTH.plusMonths(1));
    }
}
