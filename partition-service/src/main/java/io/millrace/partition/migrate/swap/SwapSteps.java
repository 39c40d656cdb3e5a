package io.millrace.partition.migrate.swap;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.apply.Transactions;
import io.millrace.partition.migrate.Migration;
import io.millrace.partition.migrate.Run;
import io.millrace.partition.migrate.Step;
import io.millrace.partition.move.Capture;
import io.millrace.partition.move.Copy;
import io.millrace.partition.move.Drain;
import io.millrace.partition.move.Ranges;
import io.millrace.partition.move.Verification;
import io.millrace.partition.policy.PartitionConfig;
import io.millrace.partition.policy.PartitionConfig.MigrationConfig;
import io.millrace.partition.shape.Recreation;
import io.millrace.partition.shape.TableShape;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * The steps until the tables change places. The copy comes before the indexes, which are built faster over what is there;
 * the first drain comes between the two, since a row that was copied twice would be in the way of a unique index.
 */
@ApplicationScoped
class SwapSteps {
    private final Pool pool;
    private final Transactions transactions;
    private final Swap swap;
    private final IndexBuild indexes;
    private final MigrationConfig config;
    private final Clock clock;

    SwapSteps(
            Pool pool, Transactions transactions, Swap swap, IndexBuild indexes, PartitionConfig config, Clock clock) {
        this.pool = pool;
        this.transactions = transactions;
        this.swap = swap;
        this.indexes = indexes;
        this.config = config.migration();
        this.clock = clock;
    }

    List<Step> steps(Migration migration) {
        Exchange exchange = Exchange.of(migration);
        return List.of(
                new Step("prepare", run -> run.transaction("new table", client -> prepare(client, exchange))),
                new Step("capture", run -> capture(run, exchange)),
                new Step("copy", run -> copy(run, exchange)),
                new Step("settle", run -> new Drain(pool, run, exchange.forward(pool)).all()),
                new Step("index", run -> index(exchange)),
                new Step("catch up", run -> new Drain(pool, run, exchange.forward(pool)).until(config.swapRows())),
                new Step("verify", run -> verify(run, exchange)),
                new Step("swap", run -> swap.there(run, exchange)),
                new Step("check foreign keys", run -> swap.afterwards(run)));
    }

    /** An unfinished one of an earlier attempt is made anew: nothing is in it yet. */
    private boolean prepare(SqlConnection client, Exchange exchange) {
        TableShape shape = swap.shape(client, exchange.table());
        client.query("SET LOCAL TimeZone = 'UTC'").executeAndAwait(); // dates become midnights in UTC
        client.query("DROP TABLE IF EXISTS " + exchange.work().sql()).executeAndAwait();
        Recreation recreation = Recreation.of(shape, exchange.target());
        if (!recreation.refusals().isEmpty()) {
            throw new IllegalStateException(recreation.refusals().toString());
        }
        SwapTables.execute(client, recreation.create());
        var request = exchange.migration().request();
        if (exchange.becomesPartitioned() && request.interval() != null) {
            Instant now = clock.instant();
            SwapTables.makePartitions(
                    client,
                    exchange.table(),
                    exchange.work(),
                    Exchange.column(request),
                    request.interval(),
                    now,
                    request.ahead(now));
            SwapTables.renamePartitions(client, exchange.work(), exchange.table());
        }
        swap.remember(client, exchange.migration(), shape);
        return true;
    }

    private void capture(Run run, Exchange exchange) {
        run.locking("triggers", client -> {
            Capture.install(client, exchange.forward(client));
            return true;
        });
        run.transaction("ranges", client -> {
            Ranges.plan(client, exchange.migration().id(), SwapTables.leaves(client, exchange.table()));
            return true;
        });
    }

    private void copy(Run run, Exchange exchange) throws InterruptedException {
        new Copy(pool, run, exchange.forward(pool), config.batch()).run(config.workers());
    }

    private void index(Exchange exchange) throws InterruptedException {
        List<String> statements = transactions.run("indexes of " + exchange.table(), client -> Recreation.of(
                        swap.shape(client, exchange.table()), exchange.target())
                .indexes());
        List<String> partitions = exchange.becomesPartitioned() ? SwapTables.leaves(pool, exchange.work()) : List.of();
        indexes.build(exchange.work(), statements, partitions);
        pool.query("ANALYZE " + exchange.work().sql()).executeAndAwait();
    }

    /** Before the swap and after it. */
    void rollBack(Run run) throws InterruptedException {
        Exchange exchange = Exchange.of(run.migration());
        swap.back(run, exchange);
        swap.afterwards(run);
        remove(run, exchange.forwardName(), exchange.work());
    }

    void cleanUp(Run run) {
        Exchange exchange = Exchange.of(run.migration());
        remove(run, exchange.backName(), exchange.retired());
    }

    private static void remove(Run run, String move, TableName table) {
        run.locking("triggers", client -> {
            // the parent first, as writers lock: dropping triggers takes partitions in any order, and would deadlock
            SwapTables.lock(client, run.migration().table());
            Capture.remove(client, move);
            return true;
        });
        run.transaction("table " + table, client -> {
            client.query("DROP TABLE IF EXISTS " + table.sql()).executeAndAwait();
            Ranges.forget(client, run.migration().id());
            return true;
        });
    }

    private void verify(Run run, Exchange exchange) {
        List<String> bounds = SwapTables.bounds(pool, exchange.partitioned());
        new Verification(pool, run, exchange.forward(pool)).compare(bounds);
    }
}
