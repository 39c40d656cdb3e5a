package io.millrace.transform.consume;

import io.millrace.edge.catalog.DatasetCatalog.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition of a topic of records, on a virtual thread of its own: takes its position from the ledger, makes
 * slices of what the consumer hands over, and sends their batches in order.
 *
 * <pre>
 *   opening ──position known──▶ reading ──the topic lacks the position──▶ stopped
 *      └───────────any of them──any doubt──▶ again: the consumer makes a new reader, which opens
 * </pre>
 *
 * A doubt is a topic with another id, a newer epoch in the ledger, or a failure. Starting again is always right, because
 * what has been sent twice is trimmed by the loader.
 */
final class StreamReader {
    private static final Logger LOG = Logger.getLogger(StreamReader.class);
    private static final Duration PAUSE = Duration.ofSeconds(2); // after a failure
    private static final int LOOK_MILLIS = 100; // how often one that is far ahead looks at the ledger's position

    private final TopicPartition partition;
    private final String dataset;
    private final StreamTools tools;
    private final ChunkQueue queue;
    private final Thread thread;

    private volatile @Nullable Opening opening;
    private volatile boolean sought;
    private volatile boolean stopped;
    private volatile boolean again;
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile long ledger; // its position, as last seen

    StreamReader(TopicPartition partition, String dataset, StreamTools tools) {
        this.partition = partition;
        this.dataset = dataset;
        this.tools = tools;
        queue = new ChunkQueue(tools.limits());
        thread = Thread.ofVirtual().name("read-" + partition).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    // what the consumer's thread asks and tells

    String dataset() {
        return dataset;
    }

    TopicPartition partition() {
        return partition;
    }

    /** @return the position to read from, once, when it has become known */
    OptionalLong seek() {
        Opening known = opening;
        if (known == null || sought) {
            return OptionalLong.empty();
        }
        sought = true;
        return OptionalLong.of(known.position());
    }

    /** Whether the consumer shall go on fetching. */
    boolean wantsRecords(long mostBytes) {
        return sought && !stopped && !again && queue.bytes() < mostBytes;
    }

    long bytes() {
        return queue.bytes();
    }

    void offer(Chunk chunk) {
        queue.offer(chunk);
    }

    /** The topic does not have the position that the consumer is at. */
    void outOfRange() {
        stopped = true;
        queue.end();
    }

    /** Whether a new reader is to take this one's place. */
    boolean isToStartAgain() {
        return again;
    }

    boolean isReading() {
        return sought && !stopped;
    }

    boolean isStopped() {
        return stopped;
    }

    /** @return the position up to which everything is in PostgreSQL; 0 while it is not known */
    long ledger() {
        return ledger;
    }

    void close() {
        queue.close();
    }

    // what the watch asks and tells

    Optional<StreamId> id() {
        Opening known = opening;
        return Optional.ofNullable(known).map(Opening::id);
    }

    /** @param topicId null when there is no such topic */
    void look(@Nullable Uuid topicId, Positions.@Nullable Line line) {
        Opening known = opening;
        if (known == null) {
            return;
        }
        if (topicId != null && !topicId.equals(known.topicId())) {
            startAgain("the topic was made anew");
        } else if (line == null || line.epoch() > known.epoch()) {
            startAgain("the ledger wants the position to be read again");
        } else {
            ledger = line.next();
        }
    }

    private void run() {
        try {
            Opening known = open();
            SliceSender sender = new SliceSender(known, tools, this::fail);
            if (known.isInRange()) {
                read(sender);
            }
            if (stopped) {
                stop(known, sender.sent());
            }
        } catch (InterruptedException e) {
            startAgain("interrupted");
        } catch (Throwable e) { // also what nobody thought of: a reader must not end in silence
            fail(e);
        }
    }

    private Opening open() throws InterruptedException, Positions.UnknownException {
        Opening known = Opening.of(partition, dataset, tools);
        if (known.opened().replaces()) {
            LOG.warnf(
                    "%s: the topic was made anew and has id %s now; it is read from offset %d",
                    partition, known.topicId(), known.position());
            tools.meters().replaced(dataset);
        }
        LOG.infof("%s: reading from offset %d, epoch %d", partition, known.position(), known.epoch());
        ledger = known.position();
        stopped = !known.isInRange();
        opening = known; // last: from here on others see it
        return known;
    }

    /** Until the queue is closed, or has ended. */
    private void read(SliceSender sender) throws InterruptedException {
        for (Chunk chunk = queue.take(); chunk != null; chunk = queue.take()) {
            while (sender.sent() - ledger > tools.maxAhead()) {
                if (queue.awaitClosed(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            Optional<Versioned> version = tools.catalog().latest(dataset);
            if (version.isEmpty()) {
                startAgain("the dataset was deleted"); // unless it is made anew at once, the consumer gives it up
                return;
            }
            if (!sender.send(version.get(), chunk)) {
                startAgain("the topic was deleted");
                return;
            }
            queue.release(chunk.bytes());
        }
    }

    /** Unless the topic has been made anew, which is no reason to stop. */
    private void stop(Opening known, long position) throws InterruptedException, Positions.UnknownException {
        RecordTopics.Extent extent = tools.topics().extent(partition);
        if (!tools.topics().id(partition.topic()).equals(Optional.of(known.topicId()))) {
            startAgain("the topic was made anew");
            return;
        }
        String reason =
                "offset %d is next, and the topic has %d to %d".formatted(position, extent.begin(), extent.end());
        LOG.errorf(
                "%s has STOPPED: %s. Records are lost, or the topic is not what it was. A person has to decide:"
                        + " ./millrace streams skip %s %d --to earliest",
                partition, reason, dataset, partition.partition());
        tools.positions().stop(known.id(), known.epoch(), reason);
    }

    /** Sends nothing more: what follows a batch that is lost would lie behind a gap. */
    private void fail(Throwable e) {
        queue.close();
        if (failed.getAndSet(true)) {
            return;
        }
        LOG.warnf(e, "%s: starting again from the ledger's position in %s", partition, PAUSE);
        tools.meters().failed(dataset);
        Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException shortened) {
                Thread.currentThread().interrupt();
            }
            again = true;
        });
    }

    private void startAgain(String reason) {
        queue.close();
        LOG.infof("%s: starting again: %s", partition, reason);
        again = true;
    }
}
