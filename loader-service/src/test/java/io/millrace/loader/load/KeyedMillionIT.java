package io.millrace.loader.load;

import static io.millrace.contract.message.Conflict.Action.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.millrace.contract.message.RowBatch;
import io.millrace.embedded.SharedServers;
import io.millrace.loader.KeyedJob;
import io.millrace.loader.KeyedJob.Item;
import io.millrace.loader.Schema;
import io.millrace.loader.TestLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A million rows of 200,000 keys in up to five versions, sent three times in three orders by several loaders at once, ends
 * as the newest version of each. The oracle is a table without a key that has every row, and DISTINCT ON.
 */
class KeyedMillionIT {
    private static final int KEYS = 200_000;
    private static final int ROWS = 1_000_000;
    private static final int UNIT = 10_000;
    private static final int LOADERS = 4;
    private static final Instant AT = Instant.parse("2026-01-10T00:00:00Z");

    private static final String TABLE = """
            CREATE TABLE public.%s (device text NOT NULL, at timestamptz NOT NULL, version bigint, note text)
            PARTITION BY RANGE (at);
            INSERT INTO millrace.partition_set (schema_name, table_name, dataset, time_column, step, premake)
            VALUES ('public', '%1$s', '%1$s', 'at', 'month', 3);
            SELECT millrace.ensure_partitions('public.%1$s', '2026-01-01', '2026-03-31')""";

    /** Row n of the million: some versions of a key are the same, and then so is all of the row. */
    private static Item row(int n) {
        int key = n % KEYS;
        long version = Math.floorMod((n / KEYS) * 7919L + key * 31L, 4);
        return new Item("d" + key, AT.plusSeconds(key * 30L), version, key + " in version " + version);
    }

    /** A walk over all rows in an order of its own. */
    private static int shuffled(int n, int order) {
        long[] strides = {1, 611_953, 386_117}; // prime to the number of rows
        return (int) Math.floorMod(n * strides[order] + order * 12_345L, (long) ROWS);
    }

    private static RowBatch unit(KeyedJob job, int number, int order) {
        List<Item> rows = new ArrayList<>(UNIT);
        for (int n = 0; n < UNIT; n++) {
            rows.add(row(shuffled(number * UNIT + n, order)));
        }
        return job.unit(rows);
    }

    /** Newer versions of every hundredth key, sent amid the others. */
    private static RowBatch newer(KeyedJob job) {
        List<Item> rows = new ArrayList<>();
        for (int key = 0; key < KEYS; key += 100) {
            Item item = row(key);
            rows.add(new Item(item.device(), item.at(), 10 + key % 7, "newer"));
        }
        return job.unit(rows);
    }

    private static void send(TestLoader loader, KeyedJob job, int order, int orders) {
        for (int number = 0; number < ROWS / UNIT; number++) {
            load(loader, unit(job, number, order));
            if (number == 10 * orders + 20 * order) {
                load(loader, newer(job));
            }
        }
    }

    private static void load(TestLoader loader, RowBatch batch) {
        assertThat(loader.load(List.of(batch), (failure, count, delay) -> false))
                .isInstanceOf(Outcome.Done.class);
    }

    @Test
    void endsAsTheNewestVersionOfEachKey() throws Exception {
        Schema schema = Schema.in(SharedServers.postgres(), "keyed_million");
        schema.execute(TABLE.formatted("items"));
        schema.execute("CREATE UNIQUE INDEX ON public.items (device, at)");
        schema.execute(TABLE.formatted("every"));
        try (AgroalDataSource pool = TestLoader.pool(schema.database(), LOADERS);
                ExecutorService threads = Executors.newFixedThreadPool(LOADERS)) {
            TestLoader loader = new TestLoader(pool, source -> Optional.empty());
            List<Future<?>> senders = new ArrayList<>();
            senders.add(threads.submit(() -> send(loader, new KeyedJob().table("every"), 0, 1)));
            for (int order = 0; order < 3; order++) {
                int sent = order;
                senders.add(threads.submit(() -> send(loader, new KeyedJob(UPDATE, "version"), sent, 3)));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
        }
        assertThat(schema.query("SELECT (SELECT count(*) FROM public.every), (SELECT count(*) FROM public.items),"
                        + " (SELECT count(*) FROM millrace.reject), (SELECT sum(rows) FROM millrace.ledger)"))
                .containsExactly("%d|%d|0|%d".formatted(ROWS + KEYS / 100, KEYS, 4 * (ROWS + KEYS / 100)));
        String oracle = "(SELECT DISTINCT ON (device, at) * FROM public.every ORDER BY device, at, version DESC)";
        assertThat(schema.query(
                        "SELECT (SELECT count(*) FROM (TABLE public.items EXCEPT ALL %1$s) more),".formatted(oracle)
                                + " (SELECT count(*) FROM (%s EXCEPT ALL TABLE public.items) less)".formatted(oracle)))
                .containsExactly("0|0");
    }
}
