package io.millrace.loader.receive;

import io.millrace.edge.queue.ByteCountedQueue;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.Delivery;
import io.millrace.loader.batch.Group;
import io.millrace.loader.batch.GroupBuilder;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.load.GroupLoader;
import io.millrace.loader.load.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Loads the batches of one Kafka partition, group after group, on a virtual thread of its own: what one partition waits for
 * holds up no other.
 *
 * <pre>
 *   loading ──passing failure──▶ retrying ──▶ loading
 * </pre>
 *
 * What cannot be loaded is parked by the {@link GroupLoader}, so that there is nothing a worker stops at.
 */
final class PartitionWorker {
    private static final Logger LOG = Logger.getLogger(PartitionWorker.class);

    private static final Duration UNFORESEEN_PAUSE = Duration.ofSeconds(5);

    private final TopicPartition partition;
    private final GroupLoader loader;
    private final GroupBuilder.Limits limits;
    private final LongSupplier share;
    private final Flow flow;
    private final ByteCountedQueue<Delivery> queue = new ByteCountedQueue<>(delivery -> delivery.value().length);
    private final Thread thread;

    private volatile boolean held;
    private volatile int failures;
    private volatile long position = -1;
    private volatile @Nullable String error;
    private CompletionStage<Void> lastAck = CompletableFuture.completedFuture(null);

    /** @param share how many bytes this partition may hold in memory */
    PartitionWorker(
            TopicPartition partition, GroupLoader loader, GroupBuilder.Limits limits, LongSupplier share, Flow flow) {
        this.partition = partition;
        this.loader = loader;
        this.limits = limits;
        this.share = share;
        this.flow = flow;
        thread = Thread.ofVirtual().name("load-" + partition).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether Kafka shall hold back further batches. */
    boolean held() {
        return held;
    }

    /** Takes a batch, at once; the flow is held when there are too many. */
    void offer(Delivery delivery) {
        queue.offer(delivery);
        if (regulated() || held) {
            // again for each that still comes: the consumer's own resumption lifts every pause
            flow.regulate(this);
        }
    }

    private void release(long bytes) {
        queue.release(bytes);
        if (regulated()) {
            flow.regulate(this);
        }
    }

    /**
     * Decides from what is held at this moment, one caller at a time: whoever comes last decides by the last state, so that
     * a flow is never held for a queue that has been emptied meanwhile.
     *
     * @return whether the decision is another one than before
     */
    private synchronized boolean regulated() {
        long bytes = queue.bytes();
        long most = share.getAsLong();
        boolean before = held;
        held = bytes >= most || before && bytes > most / 2;
        return held != before;
    }

    /** Forgets what is queued; the transaction at hand is finished, and no further one begun. */
    void close() {
        queue.close();
    }

    /** @return whether the transaction at hand was finished, and its batches acknowledged, in time */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return thread.join(timeout);
    }

    private void run() {
        try {
            Group group = gather();
            while (group != null && load(group)) {
                group = gather();
            }
            lastAck.toCompletableFuture().join(); // a closing consumer commits what has been acknowledged
        } catch (InterruptedException e) {
            LOG.infof("%s: interrupted; its batches are read again", partition);
        }
    }

    /** @return false when there is no point in going on, because the partition is closed */
    private boolean load(Group group) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return switch (loader.load(group, this::pause)) {
                    case Outcome.Done done -> {
                        done(group);
                        yield true;
                    }
                    case Outcome.Abandoned abandoned -> false;
                };
            } catch (RuntimeException
                    | Error e) { // what nobody thought of must be seen, and must not leave a silent partition
                LOG.errorf(e, "%s: %s: unexpected", partition, group);
                if (!pause(Failure.unforeseen(e), failures, UNFORESEEN_PAUSE)) {
                    return false;
                }
            }
        }
    }

    /** @return null when the partition is closed */
    private @Nullable Group gather() throws InterruptedException {
        GroupBuilder building = new GroupBuilder(limits);
        while (!building.full()) {
            Delivery next = queue.peek(building.patience(System.nanoTime()));
            if (queue.closed()) {
                return null;
            }
            if (next == null) {
                break;
            }
            Batch batch = Batch.parse(next);
            boolean alone = loader.goesAlone(batch);
            if (!building.takes(alone)) {
                break; // those before it can be loaded; it will be the first of the next group
            }
            building.add(batch, alone, System.nanoTime());
            queue.take();
        }
        return building.group();
    }

    private void done(Group group) {
        failures = 0;
        long bytes = 0;
        for (Batch batch : group.batches()) {
            bytes += batch.size();
            lastAck = batch.delivery().ack().get();
            position = batch.place().offset() + 1;
        }
        release(bytes);
    }

    private boolean pause(Failure failure, int attempts, Duration delay) throws InterruptedException {
        failures = attempts;
        error = failure.reason();
        LOG.warnf(
                "%s: attempt %d failed, the next one in %d ms: %s",
                partition, attempts, delay.toMillis(), failure.reason());
        return !queue.awaitClosed(delay.toNanos());
    }

    long bytes() {
        return queue.bytes();
    }

    PartitionState state() {
        String state = failures > 0 ? "retrying" : "loading";
        return new PartitionState(
                partition.topic(),
                partition.partition(),
                state,
                position < 0 ? null : position,
                queue.size(),
                queue.bytes(),
                failures,
                error);
    }
}
