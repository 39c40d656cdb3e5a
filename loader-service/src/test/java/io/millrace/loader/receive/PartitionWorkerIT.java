package io.millrace.loader.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.contract.message.RowBatch;
import io.millrace.embedded.SharedServers;
import io.millrace.loader.Schema;
import io.millrace.loader.TestJob;
import io.millrace.loader.TestLoader;
import io.millrace.loader.batch.BatchPlace;
import io.millrace.loader.batch.Delivery;
import io.millrace.loader.batch.GroupBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** How a worker holds the flow, ends, and stops. */
class PartitionWorkerIT {
    private static final long SHARE = 20_000;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static Schema schema;

    private final PGSimpleDataSource source = TestLoader.source(schema.database());
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger regulated = new AtomicInteger();
    private long offset;

    @BeforeAll
    static void database() {
        schema = Schema.in(SharedServers.postgres(), "partition_worker");
    }

    private PartitionWorker worker() {
        PartitionWorker worker = new PartitionWorker(
                new TopicPartition("b", 0),
                new TestLoader(source, unit -> Optional.empty()).groups(),
                new GroupBuilder.Limits(10_000, 10_000, 1_000_000),
                () -> SHARE,
                held -> regulated.incrementAndGet());
        worker.start();
        return worker;
    }

    private Delivery delivery(RowBatch batch) {
        return new Delivery(new BatchPlace("b", 0, offset++), batch.toByteArray(), false, () -> {
            acknowledged.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        });
    }

    @Test
    void holdsTheFlowWhileTheDatabaseIsAwayAndLetsItGoAfterwards() {
        TestJob job = new TestJob(100);
        source.setPortNumbers(new int[] {1}); // nobody listens there
        PartitionWorker worker = worker();
        int units = 0;
        while (!worker.held()) {
            worker.offer(delivery(job.unit(units++)));
        }
        assertThat(worker.state().queuedBytes()).isBetween(SHARE, SHARE + 10_000);
        await().atMost(SOON).until(() -> worker.state().retrying());
        assertThat(worker.state().error()).contains("08001");
        assertThat(acknowledged).hasValue(0);
        source.setPortNumbers(new int[] {SharedServers.postgres().port()});
        await().atMost(SOON).untilAtomic(acknowledged, org.hamcrest.Matchers.is(units));
        assertThat(worker.held()).isFalse();
        assertThat(regulated.get()).isGreaterThanOrEqualTo(2);
        assertThat(worker.state().position()).isEqualTo(units);
        worker.close();
    }

    @Test
    void closingFinishesTheTransactionAtHandAndBeginsNoOther() throws Exception {
        schema.table("slow");
        TestJob job = new TestJob(100).table("slow");
        PartitionWorker worker = worker();
        worker.offer(delivery(job.unit(0)));
        await().atMost(SOON).untilAtomic(acknowledged, org.hamcrest.Matchers.is(1));
        try (var owner = schema.database().connect();
                var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("LOCK TABLE slow_p20260101");
            worker.offer(delivery(job.unit(1)));
            await().atMost(SOON).until(() -> !schema.query("SELECT 1 FROM pg_locks WHERE NOT granted")
                    .isEmpty());
            worker.offer(delivery(job.unit(2)));
            worker.close();
            assertThat(worker.awaitEnd(Duration.ofMillis(1))).isFalse();
            owner.commit();
        }
        assertThat(worker.awaitEnd(SOON)).isTrue();
        assertThat(acknowledged).hasValue(2);
        assertThat(schema.query("SELECT unit FROM millrace.ledger WHERE job_id = '" + job.id() + "' ORDER BY unit"))
                .containsExactly("0", "1");
    }

    @Test
    void aMessageThatIsNoBatchIsParkedBetweenTheGoodOnes() {
        TestJob job = new TestJob(10);
        byte[] poison = {1, 2, 3};
        PartitionWorker worker = worker();
        worker.offer(delivery(job.unit(0)));
        worker.offer(new Delivery(new BatchPlace("b", 0, offset++), poison, false, () -> {
            acknowledged.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        }));
        worker.offer(delivery(job.unit(1)));
        await().atMost(SOON).untilAtomic(acknowledged, org.hamcrest.Matchers.is(3));
        assertThat(schema.query("SELECT unit FROM millrace.ledger WHERE job_id = '" + job.id() + "' ORDER BY unit"))
                .containsExactly("0", "1");
        assertThat(schema.query("SELECT topic, message, dataset, attempts, cause FROM millrace.parked"))
                .singleElement()
                .asString()
                .startsWith("millrace.batches|\\x010203||1|")
                .contains("b-0@1", "not a row batch");
        worker.close();
    }
}
