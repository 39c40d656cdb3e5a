package io.millrace.loader.receive;

import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.BatchQueue;
import io.millrace.loader.batch.Delivery;
import io.millrace.loader.batch.Gathering;
import io.millrace.loader.batch.Group;
import io.millrace.loader.batch.MalformedBatchException;
import io.millrace.loader.failure.Failure;
import io.millrace.loader.write.GroupLoader;
import io.millrace.loader.write.Outcome;
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
 *      └──any other failure──▶ stopped            until the partition is assigned anew: what comes is left in Kafka
 * </pre>
 */
final class PartitionWorker {
    private static final Logger LOG = Logger.getLogger(PartitionWorker.class);

    private final TopicPartition partition;
    private final GroupLoader loader;
    private final Gathering.Limits limits;
    private final LongSupplier share;
    private final Flow flow;
    private final BatchQueue queue = new BatchQueue();
    private final Thread thread;

    private volatile boolean held;
    private volatile int failures;
    private volatile long position = -1;
    private volatile @Nullable String error;
    private volatile @Nullable String stopped;
    private CompletionStage<Void> lastAck = CompletableFuture.completedFuture(null);

    /** @param share how many bytes this partition may hold in memory */
    PartitionWorker(
            TopicPartition partition, GroupLoader loader, Gathering.Limits limits, LongSupplier share, Flow flow) {
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

    /** Takes a batch, at once; the flow is held when there are too many. A stopped partition forgets what comes. */
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
        held = stopped != null || bytes >= most || before && bytes > most / 2;
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
            loadAll();
            lastAck.toCompletableFuture().join(); // a closing consumer commits what has been acknowledged
        } catch (InterruptedException e) {
            stop("interrupted");
        } catch (Throwable e) { // also what nobody thought of must be seen, and must not leave a silent partition
            LOG.errorf(e, "%s: unexpected", partition);
            stop(e.toString());
        }
    }

    private void loadAll() throws InterruptedException {
        while (true) {
            Group group = gather();
            if (group == null) {
                return;
            }
            switch (loader.load(group, this::pause)) {
                case Outcome.Done done -> done(group);
                case Outcome.Abandoned abandoned -> {
                    return;
                }
                case Outcome.Stopped reason -> {
                    stop(group + ": " + reason.reason());
                    return;
                }
            }
        }
    }

    /** @return null when the partition is closed, or its first batch is none */
    private @Nullable Group gather() throws InterruptedException {
        Gathering gathering = new Gathering(limits);
        while (!gathering.full()) {
            Delivery next = queue.peek(gathering.patience(System.nanoTime()));
            if (queue.closed()) {
                return null;
            }
            if (next == null) {
                break;
            }
            try {
                gathering.add(Batch.parse(next), System.nanoTime());
            } catch (MalformedBatchException e) {
                if (gathering.isEmpty()) {
                    stop(String.valueOf(e.getMessage()));
                    return null;
                }
                break; // those before it are good; it will be the first of the next group
            }
            queue.take();
        }
        return gathering.group();
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

    private boolean pause(Failure.Retry failure, int attempts, Duration delay) throws InterruptedException {
        failures = attempts;
        error = failure.reason();
        LOG.warnf(
                "%s: attempt %d failed, the next one in %d ms: %s",
                partition, attempts, delay.toMillis(), failure.reason());
        return !queue.awaitClosed(delay.toNanos());
    }

    private void stop(String reason) {
        LOG.errorf(
                "%s has STOPPED and needs a person. Nothing is lost: its batches stay in Kafka, and are read again when"
                        + " the loader is restarted. Cause: %s",
                partition, reason);
        error = reason;
        stopped = reason;
        queue.close();
        if (regulated() || held) {
            flow.regulate(this);
        }
    }

    long bytes() {
        return queue.bytes();
    }

    PartitionState state() {
        String state = stopped != null ? "stopped" : failures > 0 ? "retrying" : "loading";
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
